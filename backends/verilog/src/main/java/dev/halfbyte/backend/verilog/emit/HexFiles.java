package dev.halfbyte.backend.verilog.emit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// Texts for `$readmemh`, one number a line.
final class HexFiles {
  private HexFiles() {}

  /// Returns 32-bit words.
  static String words(List<Integer> words) {
    StringBuilder text = new StringBuilder();
    words.forEach(word -> text.append("%08x\n".formatted(word)));
    return text.toString();
  }

  /// Returns 64-bit beats of little-endian bytes.
  static String beats(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder text = new StringBuilder();
    while (buffer.hasRemaining()) {
      text.append("%016x\n".formatted(buffer.getLong()));
    }
    return text.toString();
  }
}
