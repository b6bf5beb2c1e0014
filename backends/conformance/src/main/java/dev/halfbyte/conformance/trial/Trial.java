package dev.halfbyte.conformance.trial;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Value;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// A program with arguments that it is defined for, and how to vary what must not matter.
///
/// @param source the kernel's text where the program was written in the language
public record Trial(
    SealedProgram program, Arguments arguments, Variation variation, Optional<String> source) {
  /// Ops that depend on an input; constants, and scales and tables that are made of them alone, are
  /// not counted.
  public int ops() {
    Program ops = program.program();
    Set<Value> varying = new HashSet<>();
    ops.parameters().forEach(parameter -> varying.add(parameter.value()));
    int count = 0;
    for (Node node : ops.nodes()) {
      if (node.op().operands().stream().anyMatch(varying::contains)) {
        node.results().forEach(result -> varying.add(result.value()));
        count++;
      }
    }
    return count;
  }
}
