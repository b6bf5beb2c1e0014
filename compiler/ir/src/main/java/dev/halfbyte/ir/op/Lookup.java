package dev.halfbyte.ir.op;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.List;

/// `table[q - min code]` for each code: the exact form of any unary function of codes of at most 8
/// bits.
///
/// @param table one-dimensional, one entry per code of the operand's storage type, of the result
///   type
public record Lookup(Value operand, Value table) implements CoreOp.Quantized {
  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    ElemType.IntType storage =
        ElemType.storage(type.elem())
            .filter(s -> s.bits() <= 8)
            .orElseThrow(() -> new TypeFault("lookup by " + type.elem()));
    TensorType entries = typing.type(table);
    TypeFault.require(
        entries.shape().equals(Shape.of(1L << storage.bits())),
        "table of " + (1 << storage.bits()) + " entries");
    return List.of(type.withElem(entries.elem()));
  }
}
