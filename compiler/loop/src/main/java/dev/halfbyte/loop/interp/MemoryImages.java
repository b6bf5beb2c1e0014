package dev.halfbyte.loop.interp;

import dev.halfbyte.loop.MemoryType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Elements as dense little-endian bytes and back.
final class MemoryImages {
  private MemoryImages() {}

  static long[] elements(byte[] image, MemoryType type) {
    ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    long[] elements = new long[image.length / type.bytes()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] =
          switch (type) {
            case I8 -> bytes.get();
            case U8 -> bytes.get() & 0xff;
            case I16 -> bytes.getShort();
            case U16 -> bytes.getShort() & 0xffff;
            case I32, F32 -> bytes.getInt();
            case U32 -> bytes.getInt() & 0xffff_ffffL;
            case I64 -> bytes.getLong();
          };
    }
    return elements;
  }

  static byte[] image(long[] elements, MemoryType type) {
    byte[] image = new byte[Math.multiplyExact(elements.length, type.bytes())];
    ByteBuffer bytes = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    for (long element : elements) {
      switch (type) {
        case I8, U8 -> bytes.put((byte) element);
        case I16, U16 -> bytes.putShort((short) element);
        case I32, U32, F32 -> bytes.putInt((int) element);
        case I64 -> bytes.putLong(element);
      }
    }
    return image;
  }
}
