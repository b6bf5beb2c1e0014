package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;
import java.util.stream.IntStream;

/// Sixteen bytes of weights on AArch64, in any form that lies in steps.
final class NeonBytes {
  static final int VECTOR_BYTES = 16;

  private NeonBytes() {}

  /// Vectors of s8 that `bytes` hold, each with the columns of one field of a byte.
  static List<String> weights(FunctionText text, LeafKind kind, String bytes) {
    return switch (kind.format()) {
      case STEPS_S2, COLUMNS_S2 -> TwoBits.weights(text, bytes, TwoBits.Lookup.NEON);
      case STEPS_S4, COLUMNS_S4 -> Nibbles.shifted(text, bytes, VECTOR_BYTES);
      case STEPS_S8, COLUMNS_S8 -> List.of(bytes);
    };
  }

  /// First columns of these vectors, of which the first has column `first`.
  static List<Integer> columns(LeafKind kind, int first) {
    int fields = kind.format().together();
    return IntStream.range(0, fields)
        .mapToObj(field -> first + field * kind.tile().columns() / fields)
        .toList();
  }
}
