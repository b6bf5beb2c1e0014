package dev.halfbyte.sim.harness.wave;

import java.nio.ByteBuffer;

/// Decompresses one block of the LZ4 format.
final class Lz4Block {
  private static final int LEAST_MATCH = 4;
  private static final int MORE = 15;

  private final ByteBuffer in;
  private final byte[] out;
  private int filled;

  private Lz4Block(ByteBuffer in, int length) {
    this.in = in;
    this.out = new byte[length];
  }

  /// Returns the `length` bytes that `in` stands for.
  ///
  /// @throws RuntimeException of a buffer or an array where the block is malformed
  static byte[] decompress(ByteBuffer in, int length) {
    Lz4Block block = new Lz4Block(in, length);
    while (block.filled < length) {
      block.sequence();
    }
    return block.out;
  }

  private void sequence() {
    int token = in.get() & 0xff;
    int literals = length(token >> 4);
    in.get(out, filled, literals);
    filled += literals;
    if (filled == out.length) {
      return;
    }
    int offset = in.get() & 0xff | (in.get() & 0xff) << 8;
    int match = length(token & MORE) + LEAST_MATCH;
    for (int i = 0; i < match; i++) {
      out[filled] = out[filled - offset];
      filled++;
    }
  }

  private int length(int start) {
    int length = start;
    if (start == MORE) {
      int more;
      do {
        more = in.get() & 0xff;
        length += more;
      } while (more == 0xff);
    }
    return length;
  }
}
