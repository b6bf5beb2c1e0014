package dev.halfbyte.testkit.coverage;

import java.util.Comparator;
import java.util.Locale;

/// One thing that a program can exercise.
///
/// @param name unique within its aspect, e.g. `unary kind=neg on f32`
public record Cell(Aspect aspect, String name) implements Comparable<Cell> {
  private static final Comparator<Cell> ORDER =
      Comparator.comparing(Cell::aspect).thenComparing(Cell::name);

  /// Groups of cells, in the order of the table.
  public enum Aspect {
    /// Mnemonics.
    OP,
    /// Attributes of ops: each constant of an enum, presence of an optional operand.
    OPTION,
    /// Element types.
    ELEMENT,
    /// Affine encodings by storage and zero point, table encodings by family.
    ENCODING,
    /// Along which axes the scales of the quantizing ops vary.
    GRANULARITY,
    /// Orders of reductions, by number and by how the lanes and blocks end.
    ORDER,
    /// Extents and ranks.
    SHAPE,
    /// Operands and extents of contractions, by the role of the index.
    CONTRACTION,
    /// What is none of the above.
    FEATURE,
    /// Elements of arguments and constants.
    DATA;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public int compareTo(Cell other) {
    return ORDER.compare(this, other);
  }
}
