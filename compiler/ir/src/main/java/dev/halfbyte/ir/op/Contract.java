package dev.halfbyte.ir.op;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sum of products over the reduced labels of an [Einsum].
///
/// f32 operands give f32 in the stated order. Integer and code operands multiply *decoded* entries
/// `T(code)` exactly and give `accumulator`, which range analysis has proven wide enough.
///
/// @param mask of the shape of `left`; products where it is false take no part, but keep their
///   number in the order
public record Contract(
    Value left, Value right, Optional<Value> mask, Einsum einsum, Order order, ElemType accumulator)
    implements CoreOp.Reduction {
  /// All products.
  public Contract(Value left, Value right, Einsum einsum, Order order, ElemType accumulator) {
    this(left, right, Optional.empty(), einsum, order, accumulator);
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType a = typing.type(left);
    TensorType b = typing.type(right);
    boolean floats = a.elem().equals(ElemType.F32) && b.elem().equals(ElemType.F32);
    boolean integers =
        ElemType.storage(a.elem()).isPresent() && ElemType.storage(b.elem()).isPresent();
    TypeFault.require(
        floats
            ? accumulator.equals(ElemType.F32)
            : integers && accumulator instanceof ElemType.IntType,
        "contract of " + a.elem() + " and " + b.elem() + " into " + accumulator);
    mask.ifPresent(m ->
        TypeFault.require(
            typing.type(m).equals(a.withElem(ElemType.BOOL)), "mask of the left operand's shape"));
    TypeFault.require(order != Order.BLOCKS16, "a contraction in blocks");
    Map<String, Dim> extents = new HashMap<>();
    bind(einsum.left(), a, extents);
    bind(einsum.right(), b, extents);
    List<Dim> dims = einsum.result().stream().map(extents::get).toList();
    return List.of(new TensorType(accumulator, new Shape(dims)));
  }

  private static void bind(List<String> labels, TensorType type, Map<String, Dim> extents) {
    TypeFault.require(labels.size() == type.shape().rank(), "labels " + labels + " for " + type);
    for (int i = 0; i < labels.size(); i++) {
      Dim dim = type.shape().dim(i);
      Dim known = extents.putIfAbsent(labels.get(i), dim);
      TypeFault.require(
          known == null || known.equals(dim),
          "extent of " + labels.get(i) + ": " + known + " and " + dim);
    }
  }
}
