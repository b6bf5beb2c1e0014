package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every cycle of GEMM commands against the schedule that README states.
class GemmTest {
  private static final int ARRAY_LATENCY = Timing.ARRAY_LATENCY;

  /// The fields of one command.
  private record Fields(
      int aBase,
      int wBase,
      int oBase,
      int rBase,
      int pBase,
      int k,
      int blocks,
      int oStride,
      int rStride,
      boolean residual,
      boolean signed,
      boolean decode) {

    static Fields random(Random random) {
      return new Fields(
          random.nextInt(1 << 14),
          random.nextInt(1 << 14),
          random.nextInt(1 << 14),
          random.nextInt(1 << 14),
          random.nextInt(1 << 11),
          1 + random.nextInt(20),
          1 + random.nextInt(4),
          random.nextInt(1 << 12),
          random.nextInt(1 << 12),
          random.nextBoolean(),
          random.nextBoolean(),
          random.nextBoolean());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 16})
  void followsTheStatedSchedule(int drain) {
    Random random = new Random(drain);
    try (Dut dut = Dut.open(Dut.model("hb_gemm", Map.of("DRAIN", drain)), 1)) {
      for (int command = 0; command < 60; command++) {
        run(dut, Fields.random(random), drain);
      }
    }
  }

  private static void run(Dut dut, Fields fields, int drain) {
    start(dut, fields);
    int period = Math.max(fields.k(), drain);
    int reads = (fields.blocks() - 1) * period + fields.k();
    int cycles = reads + ARRAY_LATENCY + drain + 2;
    for (int t = 0; t < cycles; t++) {
      String where = "cycle " + t + " of " + fields;
      checkReads(dut, fields, t, period, where);
      checkArray(dut, fields, t - 1, period, where);
      checkDrain(dut, fields, t, period, drain, where);
      dut.cycle();
    }
  }

  private static void checkReads(Dut dut, Fields fields, int t, int period, String where) {
    int block = t / period;
    int k = t % period;
    boolean reads = block < fields.blocks() && k < fields.k();
    assertEquals(reads, dut.isHigh("act_re_o"), where);
    assertEquals(reads, dut.isHigh("wgt_re_o"), where);
    if (reads) {
      assertEquals(fields.aBase() + block * fields.k() + k, dut.get("act_raddr_o"), where);
      assertEquals(fields.wBase() + k, dut.get("wgt_raddr_o"), where);
    }
  }

  private static void checkArray(Dut dut, Fields fields, int t, int period, String where) {
    int k = Math.floorMod(t, period);
    boolean adds = t >= 0 && t / period < fields.blocks() && k < fields.k();
    assertEquals(adds, dut.isHigh("array_en_o"), where);
    if (adds) {
      assertEquals(k == 0, dut.isHigh("array_first_o"), where);
      assertEquals(k == fields.k() - 1, dut.isHigh("array_last_o"), where);
      assertEquals(fields.signed(), dut.isHigh("array_signed_o"), where);
      assertEquals(fields.decode(), dut.isHigh("array_decode_o"), where);
    } else {
      assertEquals(0, dut.get("array_last_o"), where);
    }
  }

  private static void checkDrain(
      Dut dut, Fields fields, int t, int period, int drain, String where) {
    int since = t - (fields.k() - 1 + ARRAY_LATENCY);
    int block = Math.floorDiv(since, period);
    int j = Math.floorMod(since, period);
    boolean drains = since >= 0 && block < fields.blocks() && j < drain;
    assertEquals(drains, dut.isHigh("drain_o"), where);
    assertEquals(drains, dut.isHigh("par_re_o"), where);
    assertEquals(drains && fields.residual(), dut.isHigh("res_re_o"), where);
    if (drains) {
      assertEquals(j, dut.get("drain_col_o"), where);
      assertEquals(fields.pBase() + j, dut.get("par_raddr_o"), where);
      assertEquals(fields.rBase() + block * fields.rStride() + j, dut.get("res_raddr_o"), where);
    }
    checkWrite(dut, fields, since - 1, period, drain, where);
  }

  private static void checkWrite(
      Dut dut, Fields fields, int since, int period, int drain, String where) {
    int block = Math.floorDiv(since, period);
    int j = Math.floorMod(since, period);
    boolean valid = since >= 0 && block < fields.blocks() && j < drain;
    boolean last = valid && block == fields.blocks() - 1 && j == drain - 1;
    assertEquals(valid, dut.isHigh("valid_o"), where);
    assertEquals(last, dut.isHigh("last_o"), where);
    if (valid) {
      assertEquals(fields.oBase() + block * fields.oStride() + j, dut.get("waddr_o"), where);
    }
  }

  private static void start(Dut dut, Fields fields) {
    dut.set("start_i", true).set("act_signed_i", fields.signed());
    dut.set("decode_i", fields.decode()).set("residual_enable_i", fields.residual());
    dut.set("a_base_i", fields.aBase()).set("w_base_i", fields.wBase());
    dut.set("o_base_i", fields.oBase()).set("r_base_i", fields.rBase());
    dut.set("p_base_i", fields.pBase()).set("k_words_i", fields.k());
    dut.set("row_blocks_i", fields.blocks()).set("o_stride_i", fields.oStride());
    dut.set("r_stride_i", fields.rStride()).cycle();
    // The fields are free to change once they were taken.
    dut.set("start_i", false).set("w_base_i", 0).set("k_words_i", 1).set("p_base_i", 0);
    dut.set("act_signed_i", !fields.signed()).set("decode_i", !fields.decode());
    dut.set("residual_enable_i", !fields.residual());
  }
}
