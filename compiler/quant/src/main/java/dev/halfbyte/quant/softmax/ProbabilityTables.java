package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.codes.TableFamily;
import java.util.stream.IntStream;

/// Which arrays can hold what a softmax gives.
public final class ProbabilityTables {
  private ProbabilityTables() {}

  /// Whether some element would get a number below zero: then the numbers of a row need not add up
  /// to anything above zero, and nothing can be divided by their sum.
  public static boolean hasNegative(Encoding encoding, long one) {
    Rom rom = Rom.codes(encoding, one);
    return encoding.minDecoded() < 0
        && IntStream.rangeClosed(0, Rom.LAST)
            .anyMatch(d -> encoding.decode(rom.entry().applyAsLong(d)) < 0);
  }

  /// Whether a fixed family suits.
  ///
  /// @param late whether numbers are divided by their sum
  /// @param masked whether elements may be absent, which are zero
  public static boolean suits(TableFamily family, int bits, boolean late, boolean masked) {
    Encoding encoding = family.table(bits);
    return !(masked && encoding.zeroCode().isEmpty())
        && !(late && hasNegative(encoding, family.one(bits)));
  }
}
