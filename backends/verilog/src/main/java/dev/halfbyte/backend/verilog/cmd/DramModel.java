package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.DramSpan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/// The memory behind the AXI4 port: constants from address 0 on, and what STOREs wrote behind them.
final class DramModel {
  private final ByteBuffer constants;
  private final Map<Long, Long> written = new HashMap<>();

  DramModel(byte[] constants) {
    this.constants = ByteBuffer.wrap(constants).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Returns the bytes of a stretch; zeros where nothing was written.
  byte[] read(DramSpan span) {
    byte[] content = new byte[Math.multiplyExact(span.beats(), Long.BYTES)];
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    for (long beat = span.first(); beat < span.end(); beat++) {
      long address = beat * Long.BYTES;
      bytes.putLong(
          address < constants.capacity()
              ? constants.getLong((int) address)
              : written.getOrDefault(beat, 0L));
    }
    return content;
  }

  /// Writes a stretch behind the constants.
  void write(DramSpan span, byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    for (long beat = span.first(); beat < span.end(); beat++) {
      written.put(beat, bytes.getLong());
    }
  }
}
