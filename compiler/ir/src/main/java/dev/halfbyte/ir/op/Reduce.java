package dev.halfbyte.ir.op;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reduces axes of its operand; elements where `mask` is false take no part.
///
/// `SUM` starts at +0 (0), `MAX` and `MIN` at the least and the greatest value of the accumulator
/// (-inf and +inf for floats), which is also the result where nothing is present. The result keeps
/// the other axes.
public record Reduce(
    Kind kind,
    Value operand,
    Optional<Value> mask,
    List<Integer> axes,
    Order order,
    ElemType accumulator)
    implements CoreOp.Reduction {
  /// Which reduction.
  public enum Kind {
    SUM,
    MAX,
    MIN
  }

  public Reduce {
    axes = axes.stream().sorted().distinct().toList();
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType type = typing.type(operand);
    TypeFault.require(
        type.elem().equals(ElemType.F32)
            ? accumulator.equals(ElemType.F32)
            : type.elem() instanceof ElemType.IntType && accumulator instanceof ElemType.IntType,
        kind + " of " + type.elem() + " into " + accumulator);
    mask.ifPresent(m ->
        TypeFault.require(
            typing.type(m).equals(type.withElem(ElemType.BOOL)), "mask of equal shape"));
    TypeFault.require(
        axes.stream().allMatch(a -> a >= 0 && a < type.shape().rank()), "axes " + axes);
    TypeFault.require(
        order != Order.BLOCKS16 || axes.size() == 1, "blocks along one axis, not " + axes);
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < type.shape().rank(); i++) {
      if (!axes.contains(i)) {
        dims.add(type.shape().dim(i));
      }
    }
    return List.of(new TensorType(accumulator, new Shape(dims)));
  }
}
