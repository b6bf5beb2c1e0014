package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.Encoding;
import java.util.List;

/// Floats of four bits with two of exponent and one of mantissa (E2M1; Liu et al., LLM-FP4, EMNLP
/// 2023), in units of their smallest: 0, 1, 2, 3, 4, 6, 8, 12, and the negatives with the top bit.
///
/// Code 8, which would be -0, is 0.
public record Fp4Family() implements TableFamily {
  private static final List<Long> MAGNITUDES = List.of(0L, 1L, 2L, 3L, 4L, 6L, 8L, 12L);

  @Override
  public boolean hasWidth(int bits) {
    return bits == 4;
  }

  @Override
  public boolean signed() {
    return true;
  }

  @Override
  public Encoding.Table table(int bits) {
    if (!hasWidth(bits)) {
      throw new IllegalArgumentException("fp4 of " + bits + " bits");
    }
    return SignedEntries.mirrored(MAGNITUDES);
  }

  @Override
  public String toString() {
    return "fp4";
  }
}
