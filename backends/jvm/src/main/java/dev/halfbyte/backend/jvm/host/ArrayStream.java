package dev.halfbyte.backend.jvm.host;

import dev.halfbyte.backend.jvm.runtime.Array;
import dev.halfbyte.backend.jvm.runtime.ElementType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Arrays in requests and answers: element type, extents, little-endian content.
final class ArrayStream {
  private ArrayStream() {}

  static void write(Array array, DataOutputStream out) throws IOException {
    out.writeUTF(array.type().name());
    out.writeInt(array.shape().length);
    for (long extent : array.shape()) {
      out.writeLong(extent);
    }
    byte[] content = content(array);
    out.writeInt(content.length);
    out.write(content);
  }

  static Array read(DataInputStream in) throws IOException {
    ElementType type = ElementType.valueOf(in.readUTF());
    long[] shape = new long[in.readInt()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = in.readLong();
    }
    int bytes = in.readInt();
    ByteBuffer content = ByteBuffer.wrap(in.readNBytes(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    return Array.of(type, type.read(content, bytes / type.bytes()), shape);
  }

  static byte[] content(Array array) {
    long count = Arrays.stream(array.shape()).reduce(1, Math::multiplyExact);
    int bytes = Math.toIntExact(count * array.type().bytes());
    ByteBuffer content = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    array.type().write(content, array.data());
    return content.array();
  }
}
