package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Numbers evenly spaced along a tangent, whose curvature is fitted to the values.
///
/// It stands in place of TanQ (Yang et al., DopQ-ViT, 2024), whose formula is not public: with `a =
/// |bend| * pi / 128`, magnitude `i` of `0 .. n` is `atan(i / n * tan a) / a` for `bend` below 0,
/// closer together near the largest; `tan(a * i / n) / tan a` for `bend` above 0, closer together
/// near zero; `i / n` for 0. Entries are those of `2^(bits + 3) - 1`, half up, so 127 is the
/// largest at 4 bits.
///
/// @param both whether there are negative numbers too, by the top bit, each of the same magnitude
public record TanFitFamily(boolean both, int bend) implements TableFamily {
  static final int MOST_BEND = 60;
  private static final double HALF_TURN = 128;

  public TanFitFamily {
    if (Math.abs(bend) > MOST_BEND) {
      throw new IllegalArgumentException("bend up to " + MOST_BEND + ": " + bend);
    }
  }

  /// The family with its curvature still to be found.
  public record Searched(boolean both) implements SearchedFamily {
    @Override
    public boolean hasWidth(int bits) {
      return widths(both, bits);
    }

    @Override
    public boolean signed() {
      return both;
    }

    @Override
    public boolean takes(IntType storage) {
      return storage.signed() == both && widths(both, storage.bits());
    }

    @Override
    public List<Parameter> parameters() {
      List<Long> candidates =
          LongStream.rangeClosed(-MOST_BEND, MOST_BEND)
              .boxed()
              .sorted(Comparator.comparingLong(Math::abs))
              .toList();
      return List.of(new Parameter("bend", -MOST_BEND, MOST_BEND, 0, candidates));
    }

    @Override
    public TableFamily with(List<Long> values) {
      return new TanFitFamily(both, Math.toIntExact(values.getFirst()));
    }

    @Override
    public String toString() {
      return "tan_fit";
    }
  }

  private static boolean widths(boolean both, int bits) {
    return bits >= (both ? 3 : 2) && bits <= 8;
  }

  @Override
  public boolean hasWidth(int bits) {
    return widths(both, bits);
  }

  @Override
  public boolean signed() {
    return both;
  }

  @Override
  public boolean takes(IntType storage) {
    return storage.signed() == both && widths(both, storage.bits());
  }

  @Override
  public SortedMap<String, Long> parameters() {
    return new TreeMap<>(Map.of("bend", (long) bend));
  }

  @Override
  public Encoding.Table table(int bits) {
    if (!hasWidth(bits)) {
      throw new IllegalArgumentException(this + " of " + bits + " bits");
    }
    int last = (1 << (both ? bits - 1 : bits)) - 1;
    double largest = (8 << bits) - 1;
    List<Long> magnitudes =
        IntStream.rangeClosed(0, last)
            .mapToObj(i -> Math.round(largest * curve(i / (double) last)))
            .toList();
    return both
        ? SignedEntries.mirrored(magnitudes)
        : new Encoding.Table(new IntType(bits, false), magnitudes);
  }

  /// From 0 to 1, rising.
  private double curve(double part) {
    double angle = Math.abs(bend) * StrictMath.PI / HALF_TURN;
    if (bend == 0) {
      return part;
    }
    return bend < 0
        ? StrictMath.atan(part * StrictMath.tan(angle)) / angle
        : StrictMath.tan(part * angle) / StrictMath.tan(angle);
  }

  @Override
  public String toString() {
    return "tan_fit(bend = " + bend + ")";
  }
}
