package dev.halfbyte.quant.norm;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;

/// Normalization of one row by its definition, in numbers of any size.
final class RowOracle {
  private static final MathContext DIGITS = new MathContext(40);

  private final long[] row;
  private final BigInteger sum;
  private final BigInteger variance;
  private final BigDecimal root;

  /// @param guard epsilon in units of the variance
  RowOracle(long[] row, Moments moments, BigInteger guard) {
    this.row = row.clone();
    sum = moments == Moments.CENTERED ? big(Arrays.stream(row).sum()) : BigInteger.ZERO;
    BigInteger squares =
        Arrays.stream(row)
            .mapToObj(q -> big(q).multiply(big(q)))
            .reduce(BigInteger.ZERO, BigInteger::add);
    variance = squares.multiply(big(row.length)).subtract(sum.multiply(sum)).add(guard);
    root = new BigDecimal(variance).sqrt(DIGITS);
  }

  private BigInteger distance(int index) {
    return big(row[index]).multiply(big(row.length)).subtract(sum);
  }

  /// `n / sqrt(V)` to 40 digits.
  double exact(int index) {
    return new BigDecimal(distance(index)).divide(root, DIGITS).doubleValue();
  }

  /// The largest `r` of `rootBits` bits with `r^2 m <= 2^(2 rootBits + 30)`, where `V ~ m
  /// 4^(a-15)`.
  long reciprocalRoot(int rootBits) {
    int down = 2 * (octave() - 15);
    BigInteger m = down >= 0 ? variance.shiftRight(down) : variance.shiftLeft(-down);
    BigInteger limit = BigInteger.ONE.shiftLeft(2 * rootBits + 30);
    long least = 0;
    long most = (1L << rootBits) - 1;
    while (least < most) {
      long middle = (least + most + 1) / 2;
      boolean holds = big(middle).multiply(big(middle)).multiply(m).compareTo(limit) <= 0;
      least = holds ? middle : least;
      most = holds ? most : middle - 1;
    }
    return least;
  }

  private int octave() {
    return (variance.bitLength() - 1) / 2;
  }

  /// The code with the given reciprocal root.
  long code(int index, long reciprocalRoot, int rootBits, int fractionBits) {
    int shift = rootBits + octave() - fractionBits;
    BigInteger half = BigInteger.ONE.shiftLeft(shift - 1);
    BigInteger z = distance(index).multiply(big(reciprocalRoot)).add(half).shiftRight(shift);
    return Math.clamp(z.longValueExact(), Short.MIN_VALUE, Short.MAX_VALUE);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }
}
