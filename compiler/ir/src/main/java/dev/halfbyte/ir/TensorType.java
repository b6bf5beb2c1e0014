package dev.halfbyte.ir;

import java.util.Map;

/// Element type and shape of a value.
public record TensorType(ElemType elem, Shape shape) {
  public TensorType withElem(ElemType other) {
    return new TensorType(other, shape);
  }

  public TensorType bind(Map<String, Long> values) {
    return new TensorType(elem, shape.bind(values));
  }

  @Override
  public String toString() {
    return elem.toString() + shape;
  }
}
