package dev.halfbyte.ir.text;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.IrCode;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Small constants as lists of numbers, bit by bit.
///
/// Floats have the shortest decimal that reads back to the same binary32, `inf`, `-inf`, `nan`
/// (0x7fc00000), or `nan:xxxxxxxx` for other NaN bits.
final class TensorText {
  /// More elements than this are written by digest.
  static final int INLINE_LIMIT = 16;

  private static final int CANONICAL_NAN = 0x7fc00000;

  private TensorText() {}

  static String print(Tensor tensor) {
    boolean floats = tensor.type().elem().equals(ElemType.F32);
    return IntStream.range(0, tensor.count())
        .mapToObj(i -> floats ? number(tensor.floatAt(i)) : Long.toString(tensor.longAt(i)))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /// A float literal.
  static String number(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return bits == CANONICAL_NAN ? "nan" : "nan:%08x".formatted(bits);
    }
    return Float.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Float.toString(value);
  }

  static Tensor parse(TextCursor in, TensorType type) {
    int start = in.here();
    byte[] data = type.elem().equals(ElemType.F32) ? floats(in) : integers(in, type.elem());
    if (!type.shape().isFixed()
        || type.shape().count().fixed() * type.elem().bytes() != data.length) {
      throw in.fault(IrCode.WRONG_CONSTANT, start, "the elements do not fill " + type);
    }
    return Tensor.ofBytes(type, data);
  }

  private static byte[] floats(TextCursor in) {
    List<Float> values = TypeText.list(in, INLINE_LIMIT, TensorText::number);
    byte[] bytes = new byte[values.size() * 4];
    ByteBuffer data = littleEndian(bytes);
    values.forEach(value -> data.putInt(Float.floatToRawIntBits(value)));
    return bytes;
  }

  private static byte[] integers(TextCursor in, ElemType type) {
    int start = in.here();
    List<Long> values = TypeText.list(in, INLINE_LIMIT, TextCursor::integer);
    ElemType.IntType storage = ElemType.storage(type).orElse(new ElemType.IntType(1, false));
    if (!values.stream().allMatch(storage::contains)) {
      throw in.fault(IrCode.WRONG_CONSTANT, start, "an element is no " + storage);
    }
    byte[] bytes = new byte[values.size() * type.bytes()];
    ByteBuffer data = littleEndian(bytes);
    for (long value : values) {
      switch (type.bytes()) {
        case 1 -> data.put((byte) value);
        case 2 -> data.putShort((short) value);
        case 4 -> data.putInt((int) value);
        default -> data.putLong(value);
      }
    }
    return bytes;
  }

  /// Reads a float literal.
  static float number(TextCursor in) {
    int start = in.here();
    String word = in.run();
    try {
      if (word.startsWith("nan:") && word.length() == 12) {
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(word, 4, 12, 16));
        if (Float.isNaN(value)) {
          return value;
        }
      }
      return switch (word) {
        case "nan" -> Float.intBitsToFloat(CANONICAL_NAN);
        case "inf" -> Float.POSITIVE_INFINITY;
        case "-inf" -> Float.NEGATIVE_INFINITY;
        default -> Float.parseFloat(word);
      };
    } catch (NumberFormatException e) {
      throw in.fault(IrCode.MALFORMED, start, "expected a float");
    }
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
