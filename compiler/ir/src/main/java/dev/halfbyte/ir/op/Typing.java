package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;

/// What type inference may ask of the surrounding program.
public interface Typing {
  /// Type of a value that is defined before the node.
  TensorType type(Value value);

  /// Data of a named constant.
  Tensor constant(String name);

  default ElemType elem(Value value) {
    return type(value).elem();
  }
}
