package dev.halfbyte.rtl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The SystemVerilog sources of `hb_accel` and of the blocks beside it, read from the class path.
public final class RtlLibrary {
  /// The top module.
  public static final String TOP = "hb_accel";

  /// A DRAM for simulation; not a part of the accelerator.
  public static final String DRAM_MODEL = "tb_dram.sv";

  private static final List<String> FILES =
      List.of(
          "hb_pkg.sv",
          "hb_axil.sv",
          "hb_axis_in.sv",
          "hb_axis_out.sv",
          "hb_counters.sv",
          "hb_mem.sv",
          "hb_bank_port.sv",
          "hb_banks.sv",
          "hb_load.sv",
          "hb_decode.sv",
          "hb_mac_array.sv",
          "hb_shift_array.sv",
          "hb_gemm.sv",
          "hb_block_core.sv",
          "hb_skip_lane.sv",
          "hb_fold_digits.sv",
          "hb_row_engine.sv",
          "hb_lockstep.sv",
          "hb_row_drain.sv",
          "hb_held_sums.sv",
          "hb_dot_array.sv",
          "hb_lane_banks.sv",
          "hb_act_banks.sv",
          "hb_turn.sv",
          "hb_wgt_banks.sv",
          "hb_wgt_memories.sv",
          "hb_row_core.sv",
          "hb_handover.sv",
          "hb_ripple_add.sv",
          "hb_product_rows.sv",
          "hb_shift_window.sv",
          "hb_mul_add.sv",
          "hb_requant_lane.sv",
          "hb_requant.sv",
          "hb_table.sv",
          "hb_epilogue.sv",
          "hb_ew.sv",
          "hb_reduce.sv",
          "hb_store.sv",
          "hb_skid.sv",
          "hb_dma_beats.sv",
          "hb_dma_bursts.sv",
          "hb_dma_read.sv",
          "hb_dma_write.sv",
          "hb_dram.sv",
          "hb_leading_one.sv",
          "hb_exp2.sv",
          "hb_log2.sv",
          "hb_reciprocal.sv",
          "hb_softmax_core.sv",
          "hb_softmax.sv",
          "hb_row_factor.sv",
          "hb_norm_reader.sv",
          "hb_norm_stats.sv",
          "hb_rsqrt.sv",
          "hb_norm_factors.sv",
          "hb_norm_lane.sv",
          "hb_norm.sv",
          "hb_row_units.sv",
          "hb_sequencer.sv",
          "hb_accel.sv");

  private static final List<String> BLOCKS = List.of("hb_fifo.sv", "hb_arbiter.sv", "hb_pack.sv");

  private RtlLibrary() {}

  /// Returns the files of `hb_accel` in compile order, the package first: what it instantiates and
  /// nothing else.
  public static List<String> files() {
    return FILES;
  }

  /// Returns the files of the blocks that `hb_accel` does not instantiate; each needs the package,
  /// and some need blocks in front of them.
  public static List<String> blocks() {
    return BLOCKS;
  }

  /// Returns the text of one of [#files] or [#blocks], or of [#DRAM_MODEL].
  public static String text(String file) {
    try (InputStream stream = RtlLibrary.class.getResourceAsStream("/rtl/" + file)) {
      if (stream == null) {
        throw new IllegalArgumentException("no RTL source " + file);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
