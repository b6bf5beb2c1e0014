package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// `condition ? then : otherwise`, element by element.
public record Select(Value condition, Value then, Value otherwise) implements CoreOp.Elementwise {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(then);
    TypeFault.require(type.equals(typing.type(otherwise)), "branches of equal type");
    TypeFault.require(
        typing.type(condition).equals(type.withElem(ElemType.BOOL)), "condition of equal shape");
    return List.of(type);
  }
}
