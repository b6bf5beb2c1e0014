package dev.halfbyte.frontend.ast;

import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.source.Span;
import java.util.List;

/// A tensor that a kernel takes or computes.
///
/// @param id unique in the kernel, so that equality is identity
/// @param name as written; `f.1`, `f.2`, ... for what a call of the function `f` computes, `result`
///   (with several, `result0`, ...) for an unnamed result. What the body of a function defines as
///   `h` is `y.h` where the call computes `y`
/// @param kind where its elements come from
/// @param shape extents, outermost first; empty for a scalar
/// @param span where its name is introduced
public record Tensor(
    int id, String name, Kind kind, ElementType type, List<Extent> shape, Span span) {
  /// The most axes a tensor may have.
  public static final int MAX_RANK = 16;

  /// Where the elements of a tensor come from.
  public enum Kind {
    /// Given with each call.
    INPUT,
    /// Given when the kernel is built.
    WEIGHT,
    /// Computed by a [Definition].
    LOCAL,
    /// Given to each [Definition.Step] by its scan.
    STEP
  }

  /// Copies the shape.
  public Tensor {
    shape = List.copyOf(shape);
  }

  /// The number of axes.
  public int rank() {
    return shape.size();
  }

  /// `name: f32[n, 4]`.
  @Override
  public String toString() {
    return name + ": " + type + (shape.isEmpty() ? "" : shape);
  }
}
