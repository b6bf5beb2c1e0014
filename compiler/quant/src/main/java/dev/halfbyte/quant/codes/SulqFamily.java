package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Shift-uniform log2 (Zhong et al., I&S-ViT, 2023): numbers from 0 to 1, increased by `eta`, have
/// logarithms that are divided evenly; rounded to whole octaves, they are shifts.
///
/// With `lo = -log2(1 + eta)`, `hi = -log2(eta)`, `s = (hi - lo) / (2^bits - 1)` and `z = round(-lo
/// / s)`, entry `k` is `2^(14 - e_k) - eta`, `e_k = round(s * (k - z))`, all in units of 2^-14. So
/// a sum of products is one of shifts less `eta` times the plain sum, exactly: the correction of
/// the paper is in the array. It has all `2^bits` codes of the paper. One is zero where `eta` is a
/// power of two; where the last shift exceeds `eta`'s logarithm, entries below zero exist.
///
/// @param eta what is added, in units of 2^-14
public record SulqFamily(int eta) implements TableFamily {
  static final int UNIT_BITS = 14;
  private static final int UNIT = 1 << UNIT_BITS;

  /// The additions that the paper's code tries.
  static final List<Double> PUBLISHED =
      List.of(0.001, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.1, 0.2, 0.5, 1.0);

  public SulqFamily {
    if (eta < 1 || eta > UNIT) {
      throw new IllegalArgumentException("eta from 1 to " + UNIT + ": " + eta);
    }
  }

  /// The family with `eta` still to be found.
  public record Searched() implements SearchedFamily {
    @Override
    public boolean hasWidth(int bits) {
      return widths(bits);
    }

    @Override
    public boolean signed() {
      return false;
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(new Parameter("eta", 1, UNIT, UNIT >> 6, candidates()));
    }

    /// Those of the paper, and powers of two from 1/1024 to 1/2, whose arrays have a zero.
    private static List<Long> candidates() {
      SequencedSet<Long> candidates = new LinkedHashSet<>();
      PUBLISHED.forEach(eta -> candidates.add(Math.round(eta * UNIT)));
      Stream.iterate((long) UNIT >> 10, eta -> eta < UNIT, eta -> 2 * eta).forEach(candidates::add);
      return List.copyOf(candidates);
    }

    @Override
    public TableFamily with(List<Long> values) {
      return new SulqFamily(Math.toIntExact(values.getFirst()));
    }

    @Override
    public String toString() {
      return "sulq";
    }
  }

  private static boolean widths(int bits) {
    return bits >= 2 && bits <= 8;
  }

  @Override
  public boolean hasWidth(int bits) {
    return widths(bits);
  }

  @Override
  public boolean signed() {
    return false;
  }

  @Override
  public long one(int bits) {
    return UNIT;
  }

  @Override
  public SortedMap<String, Long> parameters() {
    return new TreeMap<>(Map.of("eta", (long) eta));
  }

  /// The shift to the right of each code.
  List<Integer> shifts(int bits) {
    double added = eta / (double) UNIT;
    double lo = -log2(1 + added);
    double step = (-log2(added) - lo) / ((1 << bits) - 1);
    double zero = StrictMath.rint(-lo / step);
    return IntStream.range(0, 1 << bits)
        .mapToObj(k -> (int) StrictMath.rint(step * (k - zero)))
        .toList();
  }

  private static double log2(double number) {
    return StrictMath.log(number) / StrictMath.log(2);
  }

  @Override
  public Encoding.Table table(int bits) {
    if (!widths(bits)) {
      throw new IllegalArgumentException(this + " of " + bits + " bits");
    }
    LongStream entries =
        shifts(bits).stream().mapToLong(shift -> (1L << (UNIT_BITS - shift)) - eta);
    return new Encoding.Table(new IntType(bits, false), entries.boxed().toList());
  }

  @Override
  public String toString() {
    return "sulq(eta = " + eta + ")";
  }
}
