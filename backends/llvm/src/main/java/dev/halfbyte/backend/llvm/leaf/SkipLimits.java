package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.ZeroFacts;
import dev.halfbyte.source.CompilerBug;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// Up to which share of steps lists are taken: where `bench cpu skip` breaks even.
public final class SkipLimits {
  private static final int WHOLE = 100;

  /// Steps of four of a single row, where the panels are those of many rows.
  private static final int QUADS = 56;

  private SkipLimits() {}

  /// Percent of the steps of a leaf.
  static int of(LeafKind kind, IsaVariant variant) {
    return switch (kind.listed()) {
      case NONE -> 0;
      case ROW -> QUADS;
      case VALUES -> pairs(variant);
      case ROWS -> rows(variant);
    };
  }

  private static int pairs(IsaVariant variant) {
    return switch (variant) {
      case AVX2 -> 55;
      case AVX512_VNNI, AMX, AMX_EMULATED -> 66;
      case NEON, DOTPROD, I8MM -> throw new CompilerBug("no pairs on " + variant);
    };
  }

  private static int rows(IsaVariant variant) {
    return switch (variant) {
      case AVX2 -> 65;
      case AVX512_VNNI, AMX, AMX_EMULATED -> 90;
      case NEON, DOTPROD, I8MM -> throw new CompilerBug("no lists of blocks on " + variant);
    };
  }

  /// The measured limits of a family, for reports.
  public static ZeroFacts.Limits limits(IsaFamily family) {
    return switch (family) {
      case X86_64 ->
          new ZeroFacts.Limits(
              each(family, SkipLimits::pairs), QUADS + " %", each(family, SkipLimits::rows));
      case AARCH64 -> new ZeroFacts.Limits(QUADS + " %", QUADS + " %", "none");
    };
  }

  private static String each(IsaFamily family, ToIntFunction<IsaVariant> percent) {
    // A variant with tiles leaves lists to the code of another.
    return IsaVariant.of(family).stream()
        .filter(variant -> !variant.hasTiles())
        .map(variant -> percent.applyAsInt(variant) + " % on " + variant.label())
        .collect(Collectors.joining(", "));
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
