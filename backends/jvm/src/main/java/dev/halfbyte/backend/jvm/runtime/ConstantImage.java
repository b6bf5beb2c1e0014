package dev.halfbyte.backend.jvm.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Makes the constant arrays of a kernel from its image: little-endian elements, one constant after
/// another.
final class ConstantImage {
  private final byte[] image;

  ConstantImage(byte[] image) {
    this.image = image;
  }

  Object array(KernelSpec.Memory memory) {
    return switch (memory.source()) {
      case WEIGHTS_S8 -> widened(memory);
      case WEIGHTS_S4 -> nibbles(memory);
      case CONSTANT, ARGUMENT, WORKSPACE -> {
        int bytes = memory.count() * memory.type().bytes();
        ByteBuffer data = ByteBuffer.wrap(image, memory.position(), bytes);
        yield memory.type().read(data.order(ByteOrder.LITTLE_ENDIAN), memory.count());
      }
    };
  }

  private int[] widened(KernelSpec.Memory memory) {
    int[] weights = new int[memory.count()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = image[memory.position() + i];
    }
    return weights;
  }

  private int[] nibbles(KernelSpec.Memory memory) {
    int half = memory.columns() / 2 * memory.depth();
    int[] weights = new int[2 * memory.count()];
    for (int i = 0; i < memory.count(); i++) {
      byte pair = image[memory.position() + i];
      int low = i / half * 2 * half + i % half;
      weights[low] = pair << 28 >> 28;
      weights[low + half] = pair >> 4;
    }
    return weights;
  }
}
