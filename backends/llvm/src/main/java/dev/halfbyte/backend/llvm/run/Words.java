package dev.halfbyte.backend.llvm.run;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Collects a request: little-endian 64-bit words, then bytes.
final class Words {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Words add(long... words) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * words.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : words) {
      buffer.putLong(word);
    }
    out.writeBytes(buffer.array());
    return this;
  }

  Words add(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] toArray() {
    return out.toByteArray();
  }
}
