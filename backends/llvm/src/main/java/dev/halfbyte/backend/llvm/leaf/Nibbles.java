package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;

/// Unpacking of bytes that hold two s4 weights each, the low one plus 8
/// ([dev.halfbyte.loop.PackedWeights#STEPS_S4]).
///
/// In the *scaled* form a weight becomes the s8 value `16 * w`: the high nibble needs one mask, the
/// low one a shift and a mask; sums are divided by 16 at the end, exactly. Where 16 times the sum
/// could leave 32 bits (or products must stay small) the *extended* form gives `w` itself.
final class Nibbles {
  private Nibbles() {}

  /// Low and high weights times 16, as vectors of `bytes` s8.
  static List<String> scaled(FunctionText text, String packed, int bytes) {
    String type = type(bytes);
    String shifted = text.value("shl %s %s, splat (i8 4)", type, packed);
    String low = text.value("xor %s %s, splat (i8 -128)", type, shifted);
    String high = text.value("and %s %s, splat (i8 -16)", type, packed);
    return List.of(low, high);
  }

  /// Low and high weights, as vectors of `bytes` s8.
  static List<String> extended(FunctionText text, String packed, int bytes) {
    String type = type(bytes);
    String raised = raised(text, packed, bytes);
    String low = text.value("sub %s %s, splat (i8 8)", type, raised);
    String high = text.value("lshr %s %s, splat (i8 4)", type, packed);
    return List.of(low, signed(text, type, high));
  }

  /// As [#extended], with the byte shift that AArch64 has.
  static List<String> shifted(FunctionText text, String packed, int bytes) {
    String type = type(bytes);
    String raised = raised(text, packed, bytes);
    return List.of(
        text.value("add %s %s, splat (i8 -8)", type, raised),
        text.value("ashr %s %s, splat (i8 4)", type, packed));
  }

  /// Low weights plus 8, as a vector of `bytes` u4.
  static String raised(FunctionText text, String packed, int bytes) {
    return text.value("and %s %s, splat (i8 15)", type(bytes), packed);
  }

  /// `(nibble ^ 8) - 8`: sign extension without a byte shift, which x86 does not have.
  private static String signed(FunctionText text, String type, String nibble) {
    String flipped = text.value("xor %s %s, splat (i8 8)", type, nibble);
    return text.value("sub %s %s, splat (i8 8)", type, flipped);
  }

  /// Undoes the scale of sums of scaled weights.
  static String unscale(FunctionText text, String vector, String sum) {
    return text.value("ashr exact %s %s, splat (i32 4)", vector, sum);
  }

  static String type(int bytes) {
    return "<" + bytes + " x i8>";
  }
}
