package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Powers of `2^(1/steps)`, falling with the code; the top code is reserved for zero.
///
/// With `q = steps * e - r`, `0 <= r < steps`, entry `q` is `m_r * 2^(7 - e)` for the mantissa `m_r
/// = round(128 * 2^(r / steps))`: for `steps` 1 a power of two, for 2 one of 128 and 181 shifted,
/// so that one sum for each mantissa needs shifts only (Li et al., RepQ-ViT, ICCV 2023, section
/// 3.3). Entries below 1 are 0.
///
/// @param steps codes per octave: 1 is `log2`, 2 `log_sqrt2`
public record LogFamily(int steps) implements TableFamily {
  private static final int OCTAVES = 14;
  private static final double UNIT = 128;

  public static final LogFamily LOG2 = new LogFamily(1);
  public static final LogFamily LOG_SQRT2 = new LogFamily(2);

  /// One step of logits, the finest that a code can tell.
  public static final LogFamily LOGITS = new LogFamily(16);

  public LogFamily {
    if (!isSteps(steps)) {
      throw new IllegalArgumentException("1, 2, 4, 8 or 16 codes per octave: " + steps);
    }
  }

  /// Whether an octave can be divided into so many codes.
  public static boolean isSteps(long steps) {
    return steps >= 1 && steps <= 16 && Long.bitCount(steps) == 1;
  }

  @Override
  public boolean hasWidth(int bits) {
    return bits >= 2 && bits <= 8;
  }

  @Override
  public boolean signed() {
    return false;
  }

  @Override
  public Encoding.Table table(int bits) {
    if (!hasWidth(bits)) {
      throw new IllegalArgumentException(this + " of " + bits + " bits");
    }
    int top = (1 << bits) - 1;
    LongStream entries = IntStream.range(0, top).mapToLong(this::entry);
    return new Encoding.Table(
        new IntType(bits, false), LongStream.concat(entries, LongStream.of(0)).boxed().toList());
  }

  /// The mantissa of every code `q` with `-q mod steps == remainder`.
  private long mantissa(int remainder) {
    return Math.round(UNIT * StrictMath.pow(2, (double) remainder / steps));
  }

  private long entry(int code) {
    int exponent = Math.ceilDiv(code, steps);
    if (exponent > OCTAVES) {
      return 0;
    }
    long whole = mantissa(steps * exponent - code) << (OCTAVES - 7);
    return exponent == 0 ? whole : (whole + (1L << (exponent - 1))) >> exponent;
  }

  @Override
  public String toString() {
    return switch (steps) {
      case 1 -> "log2";
      case 2 -> "log_sqrt2";
      default -> "log2(step = 1/" + steps + ")";
    };
  }
}
