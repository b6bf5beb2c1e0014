package dev.halfbyte.interp;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.source.CompilerBug;

/// The elements of one value during a run, row-major: binary32 numbers, or integers (also codes,
/// and predicates as 0 and 1).
///
/// The arrays belong to whoever computes the value and do not change afterwards.
final class Cells {
  private static final float[] NO_FLOATS = {};
  private static final long[] NO_LONGS = {};

  private final TensorType type;
  private final float[] floats;
  private final long[] longs;

  private Cells(TensorType type, float[] floats, long[] longs) {
    this.type = type;
    this.floats = floats;
    this.longs = longs;
  }

  static Cells of(Tensor tensor) {
    return tensor.type().elem().equals(ElemType.F32)
        ? new Cells(tensor.type(), tensor.floats(), NO_LONGS)
        : new Cells(tensor.type(), NO_FLOATS, tensor.longs());
  }

  static Cells ofFloats(TensorType type, float[] floats) {
    return new Cells(type, floats, NO_LONGS);
  }

  /// Integers that must be storable: that they are was promised by range analysis.
  static Cells ofLongs(TensorType type, long[] longs) {
    ElemType.storage(type.elem()).ifPresent(storage -> requireStorable(storage, longs));
    return new Cells(type, NO_FLOATS, longs);
  }

  private static void requireStorable(ElemType.IntType storage, long[] longs) {
    long min = storage.min();
    long max = storage.max();
    for (long value : longs) {
      if (value < min || value > max) {
        throw new CompilerBug(value + " does not fit " + storage + " as range analysis promised");
      }
    }
  }

  TensorType type() {
    return type;
  }

  boolean isFloat() {
    return type.elem().equals(ElemType.F32);
  }

  float[] floats() {
    return floats;
  }

  long[] longs() {
    return longs;
  }

  int count() {
    return isFloat() ? floats.length : longs.length;
  }

  long[] extents() {
    return type.shape().extents();
  }

  /// `T(code)` of every element; plain integers are their own value.
  long[] decoded() {
    if (!(type.elem() instanceof ElemType.CodeType(Encoding encoding))) {
      return longs;
    }
    long[] decoded = new long[longs.length];
    for (int i = 0; i < decoded.length; i++) {
      decoded[i] = encoding.decode(longs[i]);
    }
    return decoded;
  }

  /// The same elements under another shape of equal count.
  Cells reshaped(Shape shape) {
    return new Cells(new TensorType(type.elem(), shape), floats, longs);
  }

  Tensor tensor() {
    return isFloat()
        ? Tensor.ofFloats(type.shape(), floats)
        : Tensor.generateInts(type, i -> longs[i]);
  }
}
