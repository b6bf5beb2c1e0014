package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;

/// Fills a [StepList]: for `s < depth / unit`, step `s` is listed where some of
/// `activations[activationsAt + r*pitch + unit*s + u]`, `r < rows`, `u < unit`, is not 0.
///
/// With values, there is one row, whose activations of the listed steps they become, and
/// [StepList#PADDING] entries more, of number 0 and values 0.
///
/// @param activations raw memory values, of the type of the list's values
/// @param depth a multiple of the unit
public record ListSteps(
    StepList list, Buffer activations, Index activationsAt, Dim pitch, Bound rows, Dim depth)
    implements Statement.Simple {
  public ListSteps {
    boolean single = rows.equals(Bound.of(Dim.ONE));
    boolean alike = list.values().stream().allMatch(v -> v.elem() == activations.elem());
    if (!alike || list.values().isPresent() && !single) {
      throw new IllegalArgumentException("steps of " + activations);
    }
  }
}
