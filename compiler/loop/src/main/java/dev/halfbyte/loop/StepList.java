package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;
import java.util.Optional;

/// Steps of the depth in which some activation is not 0, in ascending order: filled by [ListSteps],
/// or a constant. A [TileContract] may leave out all others.
///
/// [#PADDING] entries after the last one may be touched: their numbers are 0 where there are
/// values, which are 0 then, and anything else where there are none.
///
/// @param numbers I32, from `numbersAt` on
/// @param count I32, how many there are at `countAt`
/// @param values activations of the listed steps of a single row, one step after the other
/// @param unit elements of the depth in a step
public record StepList(
    Buffer numbers,
    Index numbersAt,
    Buffer count,
    Index countAt,
    Optional<Buffer> values,
    int unit) {
  /// A vector of numbers.
  public static final int PADDING = 16;

  public StepList {
    if (numbers.elem() != MemoryType.I32 || count.elem() != MemoryType.I32 || unit < 1) {
      throw new IllegalArgumentException("steps of " + unit + " in " + numbers);
    }
  }

  /// Room for the list of `depth` elements.
  public static Dim entries(Dim depth, int unit) {
    return depth.floorDiv(unit).plus(Dim.of(PADDING));
  }

  /// The same of this list.
  public Dim entries(Dim depth) {
    return entries(depth, unit);
  }

  @Override
  public String toString() {
    return numbers
        + "["
        + numbersAt
        + "] of "
        + count
        + "["
        + countAt
        + "]"
        + values.map(v -> " with " + v).orElse("")
        + " by "
        + unit;
  }
}
