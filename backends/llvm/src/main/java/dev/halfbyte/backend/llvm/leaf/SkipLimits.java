package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.util.stream.Collectors;

/// Up to which share of steps lists are taken: where `bench cpu skip` breaks even.
public final class SkipLimits {
  private static final int WHOLE = 100;

  private SkipLimits() {}

  /// Percent of the steps of a leaf.
  static int of(LeafKind kind, IsaVariant variant) {
    return switch (kind.listed()) {
      case NONE -> 0;
      case ROW -> kind.tile().depth() == 2 ? pairs(variant) : 56;
      case ROWS -> rows(variant);
    };
  }

  private static int pairs(IsaVariant variant) {
    return switch (variant) {
      case AVX2, AVX512_VNNI -> 70;
      case NEON, DOTPROD, I8MM -> 0;
    };
  }

  private static int rows(IsaVariant variant) {
    return switch (variant) {
      case AVX2, AVX512_VNNI -> 90;
      case NEON, DOTPROD, I8MM -> 0;
    };
  }

  /// For reports.
  public static String describe(IsaFamily family) {
    return switch (family) {
      case X86_64 ->
          IsaVariant.of(family).stream()
              .map(v ->
                  "up to %d %% of the pairs, in blocks of rows %d %% of the steps, on %s"
                      .formatted(pairs(v), rows(v), v.label()))
              .collect(Collectors.joining("; "));
      case AARCH64 -> "up to 56 % of the steps";
    };
  }

  /// Goes to `dense` where more than `most` percent of the steps of `%depth` are listed.
  static void branch(
      FunctionText text, String count, int unit, int most, String dense, String sparse) {
    String steps = text.value("udiv exact i64 %%depth, %d", unit);
    String listed = text.value("mul nuw nsw i64 %s, %d", count, WHOLE);
    String limit = text.value("mul nuw nsw i64 %s, %d", steps, most);
    text.branch(text.value("icmp sgt i64 %s, %s", listed, limit), dense, sparse);
  }
}
