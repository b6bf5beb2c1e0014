package dev.halfbyte.rtl;

import java.util.Random;

/// The act memory in front of `hb_row_engine`: each lane reads its 16 codes of a wide word.
final class RowMemory {
  /// Narrow words of the memory.
  static final int NARROW_WORDS = 1 << 13;

  private static final int CODES = RowTiming.WIDE_WORDS;

  private final int lanes;
  private final int bits;
  private final byte[] codes;
  private final Bits data;

  /// A memory of codes of which about `zeros` percent are 0, singly or in runs of 16.
  ///
  /// @param bits of a code
  RowMemory(Random random, int lanes, int bits, int zeros, boolean runs) {
    this.lanes = lanes;
    this.bits = bits;
    codes = new byte[NARROW_WORDS * lanes];
    data = new Bits(bits * CODES * lanes);
    boolean[] zero = new boolean[lanes];
    for (int i = 0; i < codes.length; i++) {
      int lane = i % lanes;
      if (!runs || i / lanes % CODES == 0) {
        zero[lane] = random.nextInt(100) < zeros;
      }
      codes[i] = (byte) (zero[lane] ? 0 : 1 + random.nextInt((1 << bits) - 1));
    }
  }

  /// Returns the codes, that of lane l in narrow word n at `n * lanes + l`.
  byte[] codes() {
    return codes;
  }

  /// Returns the codes of a row from a narrow word on.
  byte[] row(int start, int words) {
    byte[] row = new byte[words * lanes];
    System.arraycopy(codes, start * lanes, row, 0, row.length);
    return row;
  }

  /// Runs a cycle of the engine, which sees what it reads in the next one.
  void cycle(Dut engine) {
    long enables = engine.get("act_re_o");
    Bits addresses = engine.bits("act_raddr_o");
    engine.set("act_rdata_i", data).cycle();
    for (int lane = 0; lane < lanes; lane++) {
      if ((enables >> lane & 1) != 0) {
        int word = Math.toIntExact(addresses.get(12 * lane, 12));
        for (int i = 0; i < CODES; i++) {
          data.set(bits * (CODES * lane + i), bits, codes[(CODES * word + i) * lanes + lane]);
        }
      }
    }
  }
}
