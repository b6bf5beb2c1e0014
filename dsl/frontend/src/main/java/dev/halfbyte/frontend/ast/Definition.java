package dev.halfbyte.frontend.ast;

import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Computes a tensor: `target[indices] = value` for all values of the indices.
///
/// @param target a tensor of kind [Tensor.Kind#LOCAL]; axis k has the extent of `indices[k]`
/// @param indices one for each axis; an index that `value` does not use repeats it along that axis
/// @param value its free indices are among `indices`
/// @param mask elements where a condition is below 0 are absent. They are stored as 0; every
///   expression that reads the tensor already carries the condition in its own masks
/// @param extents the extent of every index of `indices` and of every reduction in `value`
/// @param span the statement
public record Definition(
    Tensor target,
    List<Index> indices,
    Expr value,
    List<Condition> mask,
    Map<Index, Extent> extents,
    Span span) {
  /// Copies the collections.
  public Definition {
    indices = List.copyOf(indices);
    mask = List.copyOf(mask);
    extents = Collections.unmodifiableMap(new LinkedHashMap<>(extents));
  }

  /// How far an index of this definition runs.
  public Extent extent(Index index) {
    Extent extent = extents.get(index);
    if (extent == null) {
      throw new CompilerBug("index " + index + " does not belong to " + target);
    }
    return extent;
  }
}
