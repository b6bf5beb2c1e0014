package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Mask;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The masks of a program.
record Masks(Map<Value, Mask> byValue) {
  Masks {
    byValue = Map.copyOf(byValue);
  }

  static Masks of(Program program) {
    Map<Value, Mask> masks = new HashMap<>();
    program
        .definitions()
        .forEach((value, node) -> {
          if (node.op() instanceof Mask mask) {
            masks.put(value, mask);
          }
        });
    return new Masks(masks);
  }

  Optional<Mask> get(Value value) {
    return Optional.ofNullable(byValue.get(value));
  }
}
