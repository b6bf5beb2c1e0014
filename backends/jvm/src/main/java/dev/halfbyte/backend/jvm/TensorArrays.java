package dev.halfbyte.backend.jvm;

import dev.halfbyte.backend.jvm.runtime.Array;
import dev.halfbyte.backend.jvm.runtime.ElementType;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.source.CompilerBug;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Converts between tensors of the compiler and arrays of the runtime.
final class TensorArrays {
  private TensorArrays() {}

  static Array array(Tensor tensor) {
    ElementType type = JavaTypes.element(tensor.type().elem());
    ByteBuffer data = ByteBuffer.wrap(tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    return Array.of(type, type.read(data, tensor.count()), tensor.type().shape().extents());
  }

  /// @param type element type and fixed shape that the array must have
  static Tensor tensor(Array array, TensorType type) {
    ElementType expected = JavaTypes.element(type.elem());
    if (array.type() != expected || !Arrays.equals(array.shape(), type.shape().extents())) {
      throw new CompilerBug("kernel gave " + array + " for " + type);
    }
    int bytes = Math.toIntExact(type.shape().count().fixed()) * expected.bytes();
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    expected.write(data, array.data());
    return Tensor.ofBytes(type, data.array());
  }
}
