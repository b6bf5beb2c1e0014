package dev.halfbyte.frontend.ast;

import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Span;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Computes one tensor of kind [Tensor.Kind#LOCAL].
public sealed interface Definition {
  /// What it computes.
  Tensor target();

  /// The statement.
  Span span();

  /// Element by element: `target[indices] = value` for all values of the indices.
  ///
  /// @param target axis k has the extent of `indices[k]`
  /// @param indices one for each axis; an index that `value` does not use repeats it along that
  ///   axis
  /// @param value its free indices are among `indices`
  /// @param mask elements where a condition is below 0 are absent. They read as 0 where the tensor
  ///   is returned; every expression that reads the tensor carries the condition in its own masks
  /// @param extents the extent of every index of `indices` and of every reduction in `value`
  record Elements(
      Tensor target,
      List<Index> indices,
      Expr value,
      List<Condition> mask,
      Map<Index, Extent> extents,
      Span span)
      implements Definition {
    /// Copies the collections.
    public Elements {
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

  /// A loop: `target` is `initial`, replaced once by `step` for each element of the leading axis of
  /// the sequences, in ascending order.
  ///
  /// @param initial has the type and shape of `target`, and no absent elements
  /// @param sequences at least one; all have the same leading extent, and no absent elements
  record Scan(Tensor target, Tensor initial, List<Tensor> sequences, Step step, Span span)
      implements Definition {
    /// Copies the sequences.
    public Scan {
      sequences = List.copyOf(sequences);
    }
  }

  /// What a [Scan] does once, a function of its parameters alone.
  ///
  /// @param carried the value so far, of kind [Tensor.Kind#STEP]
  /// @param elements one for each sequence, of its shape without the leading axis, of kind
  ///   [Tensor.Kind#STEP]
  /// @param definitions in an order in which each reads only parameters and tensors before it
  /// @param result the target of one of `definitions`, of the type and shape of `carried`, without
  ///   absent elements
  record Step(Tensor carried, List<Tensor> elements, List<Definition> definitions, Tensor result) {
    /// Copies the lists.
    public Step {
      elements = List.copyOf(elements);
      definitions = List.copyOf(definitions);
    }
  }
}
