package dev.halfbyte.ir.op;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// Joins tensors of equal element type along an axis.
public record Concat(List<Value> parts, int axis) implements CoreOp.Movement {
  public Concat {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || axis < 0) {
      throw new IllegalArgumentException("concat needs parts and an axis");
    }
  }

  @Override
  public List<TensorType> infer(Typing typing) {
    TensorType first = typing.type(parts.getFirst());
    TypeFault.require(axis < first.shape().rank(), "no axis " + axis + " in " + first);
    Dim extent = Dim.ZERO;
    for (Value part : parts) {
      TensorType type = typing.type(part);
      TypeFault.require(type.elem().equals(first.elem()), "parts of one element type");
      TypeFault.require(type.shape().rank() == first.shape().rank(), "parts of one rank");
      for (int i = 0; i < first.shape().rank(); i++) {
        TypeFault.require(
            i == axis || type.shape().dim(i).equals(first.shape().dim(i)),
            "parts differ on axis " + i);
      }
      extent = extent.plus(type.shape().dim(axis));
    }
    List<Dim> dims = new ArrayList<>(first.shape().dims());
    dims.set(axis, extent);
    return List.of(new TensorType(first.elem(), new Shape(dims)));
  }
}
