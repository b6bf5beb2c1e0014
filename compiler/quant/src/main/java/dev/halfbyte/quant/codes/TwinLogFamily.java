package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Logarithmic codes for each sign of its own, and zero (twin-log quantization of Yang et al.,
/// LRQ-DiT, 2025).
///
/// The top bit is the sign; the `2^(bits - 1) - 1` magnitudes of a sign fall from its largest by
/// equal factors, the last code of a sign is zero. With `d` sixteenths of an octave below the
/// largest of all, an entry is `m_r * 2^(bits - 1 - e)`, half up, `d = 16 e - r`, `0 <= r < 16`,
/// `m_r = round(128 * 2^(r / 16))`: a shift of one of 16 small numbers.
///
/// @param lead sixteenths of an octave by which the positive numbers reach further; less than 0
///   where the negative ones do
/// @param up sixteenths of an octave between positive codes
/// @param down the same for negative ones
public record TwinLogFamily(int lead, int up, int down) implements TableFamily {
  static final int OCTAVE = 16;
  static final int MOST_LEAD = 160;
  static final int MOST_STEP = 32;

  public TwinLogFamily {
    if (Math.abs(lead) > MOST_LEAD || !isStep(up) || !isStep(down)) {
      throw new IllegalArgumentException("lead %d, up %d, down %d".formatted(lead, up, down));
    }
  }

  private static boolean isStep(int step) {
    return step >= 1 && step <= MOST_STEP;
  }

  /// The family with its branches still to be found.
  public record Searched() implements SearchedFamily {
    @Override
    public boolean hasWidth(int bits) {
      return widths(bits);
    }

    @Override
    public boolean signed() {
      return true;
    }

    @Override
    public boolean takes(IntType storage) {
      return widths(storage.bits());
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.of("lead", -MOST_LEAD, MOST_LEAD, 0),
          Parameter.of("up", 1, MOST_STEP, OCTAVE / 2),
          Parameter.of("down", 1, MOST_STEP, OCTAVE / 2));
    }

    @Override
    public TableFamily with(List<Long> values) {
      return new TwinLogFamily(
          Math.toIntExact(values.get(0)),
          Math.toIntExact(values.get(1)),
          Math.toIntExact(values.get(2)));
    }

    @Override
    public String toString() {
      return "twin_log";
    }
  }

  private static boolean widths(int bits) {
    return bits >= 3 && bits <= 8;
  }

  @Override
  public boolean hasWidth(int bits) {
    return widths(bits);
  }

  @Override
  public boolean signed() {
    return true;
  }

  @Override
  public boolean takes(IntType storage) {
    return widths(storage.bits());
  }

  @Override
  public SortedMap<String, Long> parameters() {
    return new TreeMap<>(Map.of("lead", (long) lead, "up", (long) up, "down", (long) down));
  }

  @Override
  public Encoding.Table table(int bits) {
    if (!widths(bits)) {
      throw new IllegalArgumentException(this + " of " + bits + " bits");
    }
    return SignedEntries.of(
        branch(bits, Math.max(0, -lead), up), branch(bits, Math.max(0, lead), down));
  }

  /// The magnitudes of a sign, zero last.
  private static List<Long> branch(int bits, int first, int step) {
    LongStream powers =
        IntStream.range(0, (1 << (bits - 1)) - 1).mapToLong(k -> power(first + k * step, bits + 6));
    return LongStream.concat(powers, LongStream.of(0)).boxed().toList();
  }

  /// `2^octaves * 2^(-depth / 16)`.
  private static long power(int depth, int octaves) {
    int exponent = Math.ceilDiv(depth, OCTAVE);
    if (exponent > octaves) {
      return 0;
    }
    int rest = OCTAVE * exponent - depth;
    long mantissa = Math.round(128 * StrictMath.pow(2, rest / (double) OCTAVE)) << (octaves - 7);
    return exponent == 0 ? mantissa : (mantissa + (1L << (exponent - 1))) >> exponent;
  }

  @Override
  public String toString() {
    return "twin_log(lead = %d, up = %d, down = %d)".formatted(lead, up, down);
  }
}
