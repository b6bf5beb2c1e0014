package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Powers of the root of two with both signs, and zero (POST of Zhou et al., Precision Neural
/// Network Quantization via Learnable Adaptive Modules, 2024).
///
/// Of 2 bits they would be `ternary`. Magnitude `k` of `0 .. 2^(bits - 1) - 2` is `2^(-k / 2)`, the
/// last one zero; the top bit is the sign. In units of the smallest, at most 7 octaves down, they
/// are shifts of 128 and 181, as those of `log_sqrt2`; smaller ones are rounded half up.
public record PostFamily() implements TableFamily {
  private static final long EVEN = 128;
  private static final long ODD = 181;
  private static final int MOST_OCTAVES = 7;

  @Override
  public boolean hasWidth(int bits) {
    return bits >= 3 && bits <= 8;
  }

  @Override
  public boolean signed() {
    return true;
  }

  @Override
  public boolean takes(IntType storage) {
    return hasWidth(storage.bits());
  }

  @Override
  public Encoding.Table table(int bits) {
    if (!hasWidth(bits)) {
      throw new IllegalArgumentException("post of " + bits + " bits");
    }
    int zero = (1 << (bits - 1)) - 1;
    int octaves = Math.min(MOST_OCTAVES, zero / 2);
    LongStream powers = IntStream.range(0, zero).mapToLong(k -> power(k, octaves));
    List<Long> magnitudes = LongStream.concat(powers, LongStream.of(0)).boxed().toList();
    return SignedEntries.mirrored(magnitudes);
  }

  /// `128 * 2^(octaves - k / 2)`, by a mantissa of seven bits.
  private static long power(int k, int octaves) {
    long mantissa = (k % 2 == 0 ? EVEN : ODD) << octaves;
    int down = Math.ceilDiv(k, 2);
    return down == 0 ? mantissa : (mantissa + (1L << (down - 1))) >> down;
  }

  @Override
  public String toString() {
    return "post";
  }
}
