package dev.halfbyte.rtl;

import java.util.Optional;
import java.util.Random;

/// The fields of one row-serial GEMM, as `hb_row_engine` and `hb_row_drain` take them.
///
/// @param planes the word of segments that is loaded in front of it, if the command decodes
record RowFields(
    int aBase,
    int aStride,
    int wBase,
    int wTileStride,
    int wPlane,
    int oBase,
    int rBase,
    int pBase,
    int kWords,
    int rows,
    int tiles,
    int oStride,
    int rStride,
    boolean residual,
    boolean twice,
    boolean actSigned,
    Optional<DigitPlanes> planes) {

  /// Addresses such that rows lie one behind the other from an even place on.
  static RowFields random(
      Random random, int kWords, int rows, int tiles, Optional<DigitPlanes> planes) {
    int stride = RowTiming.WIDE_WORDS * (RowTiming.wideWords(kWords) + random.nextInt(2));
    return new RowFields(
        RowTiming.WIDE_WORDS * random.nextInt(64),
        stride,
        random.nextInt(1 << 8),
        kWords + random.nextInt(3),
        random.nextInt(1 << 8),
        random.nextInt(1 << 14),
        random.nextInt(1 << 14),
        random.nextInt(1 << 11),
        kWords,
        rows,
        tiles,
        random.nextInt(1 << 12),
        random.nextInt(1 << 12),
        random.nextBoolean(),
        random.nextInt(4) == 0,
        random.nextBoolean(),
        planes);
  }

  /// Returns the segments, also those of a command that does not decode.
  DigitPlanes segments() {
    return planes.orElseGet(() -> DigitPlanes.plain(actSigned));
  }

  /// Loads the segments and starts the command; the fields change once they were taken.
  void start(Dut dut) {
    planes.ifPresent(word -> {
      Bits bits = new Bits(Memory.DECODE_BITS);
      for (int b = 0; b < Memory.DECODE_BITS; b++) {
        bits.set(b, 1, word.word().testBit(b) ? 1 : 0);
      }
      dut.set("decode_we_i", true).set("decode_wdata_i", bits).cycle();
      dut.set("decode_we_i", false);
    });
    dut.set("start_i", true).set("act_signed_i", actSigned).set("decode_i", planes.isPresent());
    dut.set("a_base_i", aBase).set("a_stride_i", aStride).set("drain_ready_i", true);
    dut.set("w_base_i", wBase).set("w_tile_stride_i", wTileStride).set("k_words_i", kWords);
    dut.set("w_plane_i", wPlane).set("twice_i", twice);
    dut.set("rows_i", rows).set("tiles_i", tiles).cycle();
    dut.set("start_i", false).set("act_signed_i", !actSigned).set("decode_i", planes.isEmpty());
    dut.set("k_words_i", 1).set("tiles_i", 1).set("w_plane_i", 0).set("twice_i", !twice);
    dut.set("rows_i", 1).set("w_base_i", 0).set("w_tile_stride_i", 0).set("a_stride_i", 0);
  }

  /// Starts the command on `hb_row_drain`; the fields change once they were taken.
  void startDrain(Dut dut) {
    dut.set("start_i", true).set("residual_enable_i", residual).set("o_base_i", oBase);
    dut.set("twice_i", twice);
    dut.set("r_base_i", rBase).set("p_base_i", pBase).set("rows_i", rows).set("tiles_i", tiles);
    dut.set("o_stride_i", oStride).set("r_stride_i", rStride).cycle();
    dut.set("start_i", false).set("residual_enable_i", !residual).set("o_base_i", 0);
    dut.set("twice_i", !twice);
    dut.set("rows_i", 1).set("tiles_i", 1).set("o_stride_i", 0).set("r_stride_i", 0);
  }
}
