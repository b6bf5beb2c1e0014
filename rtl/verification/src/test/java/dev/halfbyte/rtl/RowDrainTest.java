package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.sim.verilator.SimulationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The words of passes that end at random times: each once, in order, at its addresses.
class RowDrainTest {
  private final Random random = new Random(23);

  @ParameterizedTest
  @CsvSource({"1, 1", "4, 1", "16, 1", "1, 2", "4, 2", "4, 4"})
  void everyPassIsDrainedWordByWord(int drain, int engines) {
    Map<String, Integer> parameters = Map.of("DRAIN", drain, "ENGINES", engines);
    try (Dut dut = Dut.open(Dut.model("hb_row_drain", parameters), 1)) {
      for (int command = 0; command < 60; command++) {
        int rows = 1 + random.nextInt(engines == 1 ? 4 : 9);
        int tiles = 1 + random.nextInt(3);
        RowFields fields = RowFields.random(random, 3, rows, tiles, Optional.empty());
        boolean folded = drain > 2 && tiles == 1 && !fields.twice();
        dut.set("fold_i", folded);
        fields.startDrain(dut);
        dut.set("fold_i", !folded);
        run(dut, fields, folded ? Command.Gemm.FOLD_WORDS : drain, engines);
      }
    }
  }

  /// A word that is drained, and how many of its pass come in front of it.
  private record Word(int row, int ofRow, int ofPass) {}

  /// Returns the words in order: a pass is as many rows of a tile as there are engines.
  private static List<Word> words(RowFields fields, int drain, int engines) {
    List<Word> words = new ArrayList<>();
    for (int first = 0; first < fields.rows(); first += engines) {
      for (int tile = 0; tile < fields.tiles(); tile++) {
        for (int row = first; row < Math.min(fields.rows(), first + engines); row++) {
          for (int col = 0; col < drain; col++) {
            words.add(new Word(row, tile * drain + col, (row - first) * drain + col));
          }
        }
      }
    }
    return words;
  }

  private void run(Dut dut, RowFields fields, int drain, int engines) {
    int times = fields.twice() ? 2 : 1;
    List<Word> words = words(fields, drain, engines);
    int next = -random.nextInt(5);
    int drained = 0;
    int valid = 0;
    int ended = 0;
    while (valid < times * words.size()) {
      boolean last = ended < words.size() && next >= 0;
      dut.set("last_i", last).cycle();
      if (last) {
        int pass = ended;
        do {
          ended++;
        } while (ended < words.size() && words.get(ended).ofPass != 0);
        next = 1 - times * (ended - pass) - random.nextInt(3);
      } else {
        next++;
      }
      if (dut.isHigh("valid_o")) {
        checkWrite(dut, fields, words.get(valid / times), drain, valid % times == times - 1);
        valid++;
      }
      assertEquals(drained < times * ended, dut.isHigh("drain_o"));
      if (dut.isHigh("drain_o")) {
        checkRead(dut, fields, words.get(drained++ / times), drain);
      }
    }
    dut.set("last_i", false).cycle();
    assertEquals(0, dut.get("valid_o"));
  }

  private static void checkRead(Dut dut, RowFields fields, Word word, int drain) {
    int ofRow = word.ofRow;
    int row = word.row;
    assertEquals(ofRow % drain, dut.get("col_o"));
    assertEquals(ofRow / drain, dut.get("tile_o"));
    assertEquals(row, dut.get("row_o"));
    assertEquals(1, dut.get("par_re_o"));
    assertEquals(fields.residual(), dut.isHigh("res_re_o"));
    assertEquals(fields.pBase() + ofRow, dut.get("par_raddr_o"));
    assertEquals(fields.rBase() + row * fields.rStride() + ofRow, dut.get("res_raddr_o"));
  }

  private static void checkWrite(
      Dut dut, RowFields fields, Word word, int drain, boolean complete) {
    int ofRow = word.ofRow;
    int row = word.row;
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
