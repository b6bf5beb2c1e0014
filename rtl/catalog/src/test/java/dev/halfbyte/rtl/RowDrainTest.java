package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.sim.verilator.SimulationFailure;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The words of passes that end at random times: each once, in order, at its addresses.
class RowDrainTest {
  private final Random random = new Random(23);

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void everyPassIsDrainedWordByWord(int drain) {
    try (Dut dut = Dut.open(Dut.model("hb_row_drain", Map.of("DRAIN", drain)), 1)) {
      for (int command = 0; command < 60; command++) {
        int rows = 1 + random.nextInt(4);
        int tiles = 1 + random.nextInt(3);
        RowFields fields = RowFields.random(random, 3, rows, tiles, Optional.empty());
        boolean folded = drain > 2 && tiles == 1 && !fields.twice();
        dut.set("fold_i", folded);
        fields.startDrain(dut);
        dut.set("fold_i", !folded);
        run(dut, fields, folded ? Command.Gemm.FOLD_WORDS : drain);
      }
    }
  }

  private void run(Dut dut, RowFields fields, int drain) {
    int times = fields.twice() ? 2 : 1;
    int cycles = times * drain;
    int words = fields.rows() * fields.tiles() * cycles;
    int next = -random.nextInt(5);
    int drained = 0;
    int valid = 0;
    int ended = 0;
    while (valid < words) {
      boolean last = ended * cycles < words && next >= 0;
      dut.set("last_i", last).cycle();
      ended += last ? 1 : 0;
      next = last ? 1 - cycles - random.nextInt(3) : next + 1;
      if (dut.isHigh("valid_o")) {
        checkWrite(dut, fields, valid / times, drain, valid % times == times - 1);
        valid++;
      }
      if (dut.isHigh("drain_o")) {
        checkRead(dut, fields, drained++ / times, drain);
      }
      int remaining = dut.isHigh("drain_o") ? cycles - 1 - (drained - 1) % cycles : 0;
      assertEquals(ended * cycles, drained + remaining);
    }
    dut.set("last_i", false).cycle();
    assertEquals(0, dut.get("valid_o"));
  }

  private static void checkRead(Dut dut, RowFields fields, int word, int drain) {
    int ofRow = word % (fields.tiles() * drain);
    int row = word / (fields.tiles() * drain);
    assertEquals(ofRow % drain, dut.get("col_o"));
    assertEquals(ofRow / drain, dut.get("tile_o"));
    assertEquals(row, dut.get("row_o"));
    assertEquals(1, dut.get("par_re_o"));
    assertEquals(fields.residual(), dut.isHigh("res_re_o"));
    assertEquals(fields.pBase() + ofRow, dut.get("par_raddr_o"));
    assertEquals(fields.rBase() + row * fields.rStride() + ofRow, dut.get("res_raddr_o"));
  }

  private static void checkWrite(Dut dut, RowFields fields, int word, int drain, boolean complete) {
    int ofRow = word % (fields.tiles() * drain);
    int row = word / (fields.tiles() * drain);
    boolean rowLast = complete && ofRow == fields.tiles() * drain - 1;
    assertEquals(fields.oBase() + row * fields.oStride() + ofRow, dut.get("waddr_o"));
    assertEquals(rowLast, dut.isHigh("row_last_o"));
    assertEquals(rowLast && row == fields.rows() - 1, dut.isHigh("last_o"));
  }

  @Test
  void passesThatEndTooSoonFailAnAssertion() {
    try (Dut dut = Dut.open(Dut.model("hb_row_drain", Map.of("DRAIN", 4)), 1)) {
      dut.set("last_i", true).cycle();
      assertThrows(SimulationFailure.class, dut::cycle);
    }
  }
}
