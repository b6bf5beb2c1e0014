package dev.halfbyte.ir.op;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// Reads its operand through an [AccessMap]: transpose, slice, broadcast, window, padding.
public record View(Value operand, AccessMap map) implements CoreOp.Movement {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    TypeFault.require(
        map.indices().size() == type.shape().rank(), "one index expression per operand axis");
    return List.of(new TensorType(type.elem(), map.shape()));
  }
}
