package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import java.util.List;

/// How one instruction set looks up a vector of bytes in a table of 16 to 256 bytes.
sealed interface VectorLookup permits WordPermute, ByteShuffle, NeonLookup {
  /// The lookup of `variant` in tables of `entries` bytes.
  static VectorLookup of(IsaVariant variant, int entries) {
    return switch (variant) {
      case AVX2 -> new ByteShuffle(entries);
      case AVX512_VNNI, AMX, AMX_EMULATED -> new WordPermute(entries);
      case NEON, DOTPROD, I8MM -> new NeonLookup(entries);
    };
  }

  /// Bytes looked up together.
  int bytes();

  /// Whether a part of a vector can be loaded and stored under a mask.
  boolean isMasked();

  /// Loads the table at `pointer` into registers.
  List<String> table(FunctionText text, String pointer);

  /// The entries for a vector of bytes, of which the low bits count.
  String entries(FunctionText text, List<String> table, String indices);
}
