package dev.halfbyte.backend.jvm.runtime;

import java.util.Arrays;
import java.util.stream.Collectors;

/// A dense row-major tensor over a Java array, which is not copied.
///
/// Signed and unsigned bytes and predicates (0 or 1) are `byte[]`, 16-bit integers `short[]` or
/// `char[]`, 32-bit ones `int[]`, 64-bit ones `long[]`, floats `float[]`.
public final class Array {
  private final ElementType type;
  private final long[] shape;
  private final Object data;

  private Array(ElementType type, long[] shape, Object data) {
    this.type = type;
    this.shape = shape.clone();
    this.data = data;
    if (type.length(data) != count(shape)) {
      throw new IllegalArgumentException(
          type.length(data) + " elements for shape " + Arrays.toString(shape));
    }
  }

  /// A tensor of `type` over an array of the Java type that belongs to it.
  public static Array of(ElementType type, Object data, long... shape) {
    return new Array(type, shape, data);
  }

  public static Array of(float[] data, long... shape) {
    return new Array(ElementType.F32, shape, data);
  }

  /// A tensor of signed bytes, such as codes of s8 or s4.
  public static Array of(byte[] data, long... shape) {
    return new Array(ElementType.I8, shape, data);
  }

  public static Array of(int[] data, long... shape) {
    return new Array(ElementType.I32, shape, data);
  }

  public ElementType type() {
    return type;
  }

  public long[] shape() {
    return shape.clone();
  }

  /// The array itself.
  public Object data() {
    return data;
  }

  /// The array of an f32 tensor.
  public float[] floats() {
    return (float[]) data;
  }

  /// The array of a tensor of bytes.
  public byte[] bytes() {
    return (byte[]) data;
  }

  /// The array of a tensor of 32-bit integers.
  public int[] ints() {
    return (int[]) data;
  }

  /// Number of elements of a shape.
  static long count(long[] shape) {
    long count = 1;
    for (long extent : shape) {
      count = Math.multiplyExact(count, extent);
    }
    return count;
  }

  /// Type and shape, e.g. `<f4 (2, 3)`.
  @Override
  public String toString() {
    return type.descriptor() + " " + text(shape);
  }

  static String text(long[] shape) {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
