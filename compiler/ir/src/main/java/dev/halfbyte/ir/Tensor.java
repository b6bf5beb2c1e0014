package dev.halfbyte.ir;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/// An immutable dense tensor of known extents, row-major, little-endian, one element per
/// [ElemType#bytes].
public final class Tensor {
  private final TensorType type;
  private final byte[] data;
  private final ByteBuffer view;

  /// Clears the sign extension of unsigned elements.
  private final long mask;

  /// [#hashCode], 0 before it is first asked for; programs look constants up by content again and
  /// again.
  private int hash;

  private Tensor(TensorType type, byte[] data) {
    long count = type.shape().count().fixed();
    if (data.length != Math.multiplyExact(count, type.elem().bytes())) {
      throw new IllegalArgumentException(
          data.length + " bytes do not fit " + type + " (" + count + " elements)");
    }
    this.type = type;
    this.data = data;
    this.view = littleEndian(data);
    this.mask =
        ElemType.storage(type.elem())
            .filter(storage -> !storage.signed())
            .map(ElemType.IntType::max)
            .orElse(-1L);
  }

  /// Takes a copy of `data`, which must hold exactly the elements of `type`.
  public static Tensor ofBytes(TensorType type, byte[] data) {
    return new Tensor(type, data.clone());
  }

  /// An f32 tensor; NaN is stored as 0x7fc00000.
  public static Tensor ofFloats(Shape shape, float... values) {
    byte[] data = allocate(values.length, 4);
    ByteBuffer buffer = littleEndian(data);
    for (int i = 0; i < values.length; i++) {
      buffer.putInt(4 * i, Float.floatToIntBits(values[i]));
    }
    return new Tensor(new TensorType(ElemType.F32, shape), data);
  }

  /// An f32 tensor whose element `i` is `element(i)`, rounded to binary32.
  public static Tensor generateFloats(Shape shape, IntToDoubleFunction element) {
    float[] values = new float[count(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) element.applyAsDouble(i);
    }
    return ofFloats(shape, values);
  }

  /// An integer, code or predicate tensor whose element `i` is `element(i)`; each must be storable.
  public static Tensor generateInts(TensorType type, IntToLongFunction element) {
    int count = count(type.shape());
    int width = type.elem().bytes();
    byte[] data = allocate(count, width);
    ByteBuffer buffer = littleEndian(data);
    Optional<ElemType.IntType> storage = ElemType.storage(type.elem());
    long least = storage.map(ElemType.IntType::min).orElse(Long.MIN_VALUE);
    long greatest = storage.map(ElemType.IntType::max).orElse(Long.MAX_VALUE);
    for (int i = 0; i < count; i++) {
      long value = element.applyAsLong(i);
      if (value < least || value > greatest) {
        throw new IllegalArgumentException(value + " is no " + storage.orElseThrow());
      }
      switch (width) {
        case 1 -> buffer.put((byte) value);
        case 2 -> buffer.putShort((short) value);
        case 4 -> buffer.putInt((int) value);
        default -> buffer.putLong(value);
      }
    }
    return new Tensor(type, data);
  }

  public static Tensor ofInts(TensorType type, long... values) {
    if (values.length != count(type.shape())) {
      throw new IllegalArgumentException(values.length + " values for " + type);
    }
    return generateInts(type, i -> values[i]);
  }

  public TensorType type() {
    return type;
  }

  public int count() {
    return data.length / type.elem().bytes();
  }

  /// Element `index` (row-major) of an f32 tensor.
  public float floatAt(int index) {
    return view.getFloat(4 * index);
  }

  /// Element `index` (row-major) of an integer, code or predicate tensor.
  public long longAt(int index) {
    long raw =
        switch (type.elem().bytes()) {
          case 1 -> view.get(index);
          case 2 -> view.getShort(2 * index);
          case 4 -> view.getInt(4 * index);
          default -> view.getLong(8 * index);
        };
    return raw & mask;
  }

  /// All elements of an f32 tensor, a copy.
  public float[] floats() {
    float[] values = new float[count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = view.getFloat(4 * i);
    }
    return values;
  }

  /// All elements of an integer, code or predicate tensor, a copy.
  public long[] longs() {
    long[] values = new long[count()];
    int width = type.elem().bytes();
    for (int i = 0; i < values.length; i++) {
      long raw =
          switch (width) {
            case 1 -> data[i];
            case 2 -> view.getShort(2 * i);
            case 4 -> view.getInt(4 * i);
            default -> view.getLong(8 * i);
          };
      values[i] = raw & mask;
    }
    return values;
  }

  /// A copy of the raw little-endian elements.
  public byte[] bytes() {
    return data.clone();
  }

  /// The same elements under another type of equal width and count.
  public Tensor as(TensorType other) {
    return new Tensor(other, data);
  }

  /// SHA-256 over dtype, shape and raw elements, in hex.
  public String digest() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(type.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      sha.update((byte) 0);
      return HexFormat.of().formatHex(sha.digest(data));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other == this
        || (other instanceof Tensor t && type.equals(t.type) && Arrays.equals(data, t.data));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = 31 * type.hashCode() + Arrays.hashCode(data);
    }
    return hash;
  }

  @Override
  public String toString() {
    return "tensor " + type + " " + digest().substring(0, 12);
  }

  private static int count(Shape shape) {
    return Math.toIntExact(shape.count().fixed());
  }

  private static byte[] allocate(int count, int width) {
    return new byte[Math.multiplyExact(count, width)];
  }

  private static ByteBuffer littleEndian(byte[] data) {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }
}
