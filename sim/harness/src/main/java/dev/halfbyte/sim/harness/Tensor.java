package dev.halfbyte.sim.harness;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// A named f32 tensor in row-major order.
public final class Tensor {
  private final String name;
  private final List<Integer> shape;
  private final float[] values;

  /// @throws IllegalArgumentException when the number of values is not the product of the shape
  public Tensor(String name, List<Integer> shape, float[] values) {
    this.name = name;
    this.shape = List.copyOf(shape);
    this.values = values.clone();
    long elements = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (elements != values.length) {
      throw new IllegalArgumentException(
          name + ": " + values.length + " values for shape " + shape);
    }
  }

  /// A tensor of little-endian binary32 values.
  public static Tensor ofBytes(String name, List<Integer> shape, byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return new Tensor(name, shape, values);
  }

  public String name() {
    return name;
  }

  public List<Integer> shape() {
    return shape;
  }

  public float[] values() {
    return values.clone();
  }

  /// The values as little-endian binary32, bit for bit.
  public byte[] bytes() {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putInt(Float.floatToRawIntBits(value));
    }
    return buffer.array();
  }

  /// Equality of name, shape and bits.
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && name.equals(that.name)
        && shape.equals(that.shape)
        && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + shape.hashCode()) + Arrays.hashCode(bytes());
  }

  @Override
  public String toString() {
    return name + shape;
  }
}
