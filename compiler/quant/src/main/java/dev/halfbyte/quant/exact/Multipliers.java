package dev.halfbyte.quant.exact;

import java.math.BigInteger;
import java.util.Collections;
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

  private static boolean fits(List<Operand> operands, int shift, BigInteger largest) {
    BigInteger sum = BigInteger.ONE.shiftLeft(shift - 1);
    for (Operand operand : operands) {
      BigInteger multiplier = multiplier(Collections.max(operand.ratios), shift);
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
