package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;
import java.util.List;

/// Runs `steps` once for every `variable = 0 .. extent - 1`, in ascending order: a `scan` of the
/// graph. The code of the steps exists once, whatever the extent.
///
/// @param variable constant while a stage runs; its name is unique in the program
/// @param extent not negative; of no iteration nothing happens
/// @param origin what it computes and where in the source that stands, for reports
public record Repeat(LoopVariable variable, Dim extent, String origin, List<Step> steps)
    implements Step {
  public Repeat {
    steps = List.copyOf(steps);
  }
}
