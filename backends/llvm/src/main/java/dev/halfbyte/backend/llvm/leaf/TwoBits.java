package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Unpacking of bytes that hold four weights from -2 to 1 each, the three low ones plus 2
/// ([dev.halfbyte.loop.PackedWeights#STEPS_S2]).
///
/// A nibble holds two of them, so that a table of sixteen bytes, which every instruction set looks
/// up, gives each without shift and sign: seven instructions for four vectors of weights.
final class TwoBits {
  /// Weights in a byte.
  static final int FIELDS = 4;

  /// Bits of the low three, two and one fields.
  private static final List<Integer> MASKS = List.of(63, 15, 3);

  private TwoBits() {}

  /// The instruction that takes a byte of a table of 16 for each byte of a vector below 16.
  enum Lookup {
    /// `vpshufb` of 32 bytes.
    AVX2(32, "llvm.x86.avx2.pshuf.b"),
    /// `vpshufb` of 64 bytes.
    AVX512(64, "llvm.x86.avx512.pshuf.b.512"),
    /// `tbl`.
    NEON(16, "llvm.aarch64.neon.tbl1.v16i8");

    private final int bytes;
    private final String intrinsic;

    Lookup(int bytes, String intrinsic) {
      this.bytes = bytes;
      this.intrinsic = intrinsic;
    }

    private String of(FunctionText text, String table, String index) {
      String type = Nibbles.type(bytes);
      return text.call(type, intrinsic, type + " " + table, type + " " + index);
    }
  }

  /// First columns of the fields of bytes that begin with column `first`.
  static List<Integer> columns(LeafKind kind, int first) {
    int quarter = kind.tile().columns() / FIELDS;
    return IntStream.range(0, FIELDS).mapToObj(field -> first + field * quarter).toList();
  }

  /// The weights of fields 0 to 3, as vectors of s8.
  static List<String> weights(FunctionText text, String packed, Lookup lookup) {
    String type = Nibbles.type(lookup.bytes);
    String low = text.value("and %s %s, splat (i8 15)", type, packed);
    String high = text.value("lshr %s %s, splat (i8 4)", type, packed);
    return List.of(
        lookup.of(text, table(lookup, 0, true), low),
        lookup.of(text, table(lookup, 1, true), low),
        lookup.of(text, table(lookup, 0, true), high),
        lookup.of(text, table(lookup, 1, false), high));
  }

  /// For each nibble the weight in its low (0) or high (1) field.
  private static String table(Lookup lookup, int field, boolean raised) {
    return IntStream.range(0, lookup.bytes)
        .map(i -> ((i % 16) >> (2 * field)) & 3)
        .map(bits -> raised ? bits - 2 : (bits << 30) >> 30)
        .mapToObj(weight -> "i8 " + weight)
        .collect(Collectors.joining(", ", "<", ">"));
  }

  /// The bytes as they are, then their low 6, 4 and 2 bits: factors whose products differ by those
  /// of the fields.
  static List<String> nested(FunctionText text, String packed, int bytes) {
    List<String> nested = new ArrayList<>(List.of(packed));
    for (int mask : MASKS) {
      nested.add(text.value("and %s %s, splat (i8 %d)", Nibbles.type(bytes), packed, mask));
    }
    return nested;
  }

  /// The sums of fields 0 to 3 from those of [#nested] factors.
  ///
  /// @param vector type of the sums
  /// @param twice twice the sum of what the weights were multiplied by, in each lane
  static List<String> unnested(FunctionText text, String vector, List<String> sums, String twice) {
    List<String> fields = new ArrayList<>();
    fields.add(text.value("sub %s %s, %s", vector, sums.get(3), twice));
    for (int field = 1; field < FIELDS; field++) {
      String both = sums.get(FIELDS - 1 - field);
      String difference = text.value("sub %s %s, %s", vector, both, sums.get(FIELDS - field));
      String sum = text.value("ashr exact %s %s, splat (i32 %d)", vector, difference, 2 * field);
      fields.add(field == FIELDS - 1 ? sum : text.value("sub %s %s, %s", vector, sum, twice));
    }
    return fields;
  }
}
