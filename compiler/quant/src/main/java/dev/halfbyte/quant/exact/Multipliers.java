package dev.halfbyte.quant.exact;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;

/// The only place where scales become integers.
///
/// Input are exact ratios of scales, output the multipliers `M` and shifts `s` of `requantize` and
/// `requantize_add`; since nothing is rounded before, factors that cancel leave no trace.
public final class Multipliers {
  private static final int NARROW_BITS = 16;
  private static final int NARROW_SHIFT = 46;
  private static final int WIDE_BITS = 31;
  private static final int WIDE_SHIFT = 62;
  private static final BigInteger LARGEST_FACTOR = BigInteger.valueOf(Short.MAX_VALUE);
  private static final BigInteger LARGEST_SUM = BigInteger.valueOf(Integer.MAX_VALUE);

  private Multipliers() {}

  /// What is scaled: integers of magnitude at most `bound`, by one of `ratios` (input scale over
  /// output scale, positive) depending on the channel.
  public record Operand(List<Rational> ratios, BigInteger bound) {
    public Operand {
      ratios = List.copyOf(ratios);
      if (ratios.stream().anyMatch(ratio -> ratio.signum() <= 0)) {
        throw new ArithmeticException("ratios of scales are positive: " + ratios);
      }
    }
  }

  /// `ratio ~ multiplier / 2^shift`.
  public record Fixed(long multiplier, int shift) {}

  /// Multipliers by operand and channel over one shift.
  public record Shared(List<List<Long>> multipliers, int shift) {
    public Shared {
      multipliers = multipliers.stream().map(List::copyOf).toList();
    }
  }

  /// Multiplier and shift for requantizing to codes of `outputBits`.
  ///
  /// `M` is the nearest integer with 16 bits (`outputBits <= 8`) or 31, its top bit set, except at
  /// the ends: a ratio too small for the largest shift gets a smaller `M`, down to 0, and one too
  /// large for shift 1 gets the largest; there every input but 0 is beyond all codes, so the clamp
  /// gives the exact result.
  ///
  /// @param bound largest magnitude of the input; `bound * M + 2^(s-1)` fits 64 bits
  public static Fixed requantize(Rational ratio, int outputBits, BigInteger bound) {
    Shared shared = share(List.of(new Operand(List.of(ratio), bound)), outputBits);
    return new Fixed(shared.multipliers.getFirst().getFirst(), shared.shift);
  }

  /// Multipliers for operands that are added before one shift; the largest has its top bit set.
  ///
  /// The sum of the products and the rounding constant fits 64 bits whatever the channels.
  public static Shared share(List<Operand> operands, int outputBits) {
    boolean narrow = outputBits <= 8;
    BigInteger largest =
        BigInteger.ONE.shiftLeft(narrow ? NARROW_BITS : WIDE_BITS).subtract(BigInteger.ONE);
    int shift = narrow ? NARROW_SHIFT : WIDE_SHIFT;
    while (shift > 1 && !fits(operands, shift, largest)) {
      shift--;
    }
    int chosen = shift;
    List<List<Long>> multipliers =
        operands.stream()
            .map(o ->
                o.ratios.stream()
                    .map(r -> multiplier(r, chosen).min(largest).longValueExact())
                    .toList())
            .toList();
    return new Shared(multipliers, chosen);
  }

  /// Factors and terms by channel over one shift: `(x * factors[c] + terms[c]) / 2^shift`.
  public record Affine(List<Long> factors, List<Long> terms, int shift) {
    public Affine {
      factors = List.copyOf(factors);
      terms = List.copyOf(terms);
    }
  }

  /// Integers for `x * ratio + term`, with the largest shift for which factors fit s16 and no sum
  /// leaves s32, not even of one channel's factor and another's term: ranges are known by tensor.
  ///
  /// Where not even shift 1 does, results are beyond all codes for next to all inputs; factors and
  /// terms are then cut to what fits.
  ///
  /// @param ratios by channel, of any sign, in codes of the result
  /// @param terms likewise
  /// @param bound largest magnitude of x, at most 2^15
  public static Affine affine(
      List<Rational> ratios, List<Rational> terms, BigInteger bound, int outputBits) {
    int shift = outputBits <= 8 ? NARROW_SHIFT : WIDE_SHIFT;
    while (shift > 1 && !fits(ratios, terms, bound, shift)) {
      shift--;
    }
    BigInteger factor = greatest(ratios, shift).min(LARGEST_FACTOR);
    BigInteger room = LARGEST_SUM.subtract(factor.multiply(bound));
    return new Affine(cut(ratios, shift, factor), cut(terms, shift, room), shift);
  }

  private static boolean fits(
      List<Rational> ratios, List<Rational> terms, BigInteger bound, int shift) {
    BigInteger factor = greatest(ratios, shift);
    BigInteger sum = factor.multiply(bound).add(greatest(terms, shift));
    return factor.compareTo(LARGEST_FACTOR) <= 0 && sum.compareTo(LARGEST_SUM) <= 0;
  }

  /// The largest magnitude of an integer.
  private static BigInteger greatest(List<Rational> numbers, int shift) {
    return numbers.stream()
        .map(number -> multiplier(number, shift).abs())
        .max(Comparator.naturalOrder())
        .orElse(BigInteger.ZERO);
  }

  private static List<Long> cut(List<Rational> numbers, int shift, BigInteger magnitude) {
    return numbers.stream()
        .map(number -> cut(multiplier(number, shift), magnitude).longValueExact())
        .toList();
  }

  private static BigInteger cut(BigInteger value, BigInteger magnitude) {
    return value.min(magnitude).max(magnitude.negate());
  }

  private static boolean fits(List<Operand> operands, int shift, BigInteger largest) {
    BigInteger sum = BigInteger.ONE.shiftLeft(shift - 1);
    for (Operand operand : operands) {
      // Without channels there are no ratios, and any shift will do.
      Rational greatest =
          operand.ratios.stream().max(Comparator.naturalOrder()).orElse(Rational.of(0));
      BigInteger multiplier = multiplier(greatest, shift);
      if (multiplier.compareTo(largest) > 0) {
        return false;
      }
      sum = sum.add(operand.bound.multiply(multiplier));
    }
    return sum.bitLength() <= 63;
  }

  private static BigInteger multiplier(Rational ratio, int shift) {
    return ratio.scaleByPowerOfTwo(shift).round();
  }
}
