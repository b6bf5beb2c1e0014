package dev.halfbyte.ir.op;

import dev.halfbyte.ir.TensorType;
import java.util.List;

/// Data that the program carries under a name.
public record Constant(String name) implements CoreOp.Source {
  @Override
  public List<TensorType> infer(Typing typing) {
    return List.of(typing.constant(name).type());
  }
}
