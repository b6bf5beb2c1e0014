package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.loop.Index;
import java.util.List;
import java.util.Optional;

/// An element of a tensor that is known at build time, at an index that may depend on loops.
record ConstantRead(Tensor data, List<Index> at) {
  ConstantRead {
    at = List.copyOf(at);
  }

  /// The one integer that all elements are, where they are equal.
  Optional<Long> uniform() {
    return ConstantFolder.isUniform(data) ? Optional.of(data.longAt(0)) : Optional.empty();
  }

  /// Whether both read the same place of tensors of one shape.
  boolean matches(ConstantRead other) {
    return at.equals(other.at) && data.type().shape().equals(other.data.type().shape());
  }
}
