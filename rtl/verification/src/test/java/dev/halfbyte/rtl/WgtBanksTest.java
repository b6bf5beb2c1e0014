package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.sim.verilator.SimulationFailure;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random writes of the three kinds and reads of every bank, against weights in an array.
class WgtBanksTest {
  private static final int ADDRESS_BITS = 16;

  private final Random random = new Random(31);

  /// What a memory holds: weight (word, lane, column).
  private static final class Weights {
    private final int cols;
    private final int lanes;
    private final int[][][] of;

    Weights(int cols, int lanes, int depth) {
      this.cols = cols;
      this.lanes = lanes;
      this.of = new int[depth][lanes][cols];
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 4, 32", "6, 3, 7", "4, 1, 16"})
  void wordsColumnsAndRowsAreWrittenWhereTheyBelong(int cols, int lanes, int depth) {
    Map<String, Integer> parameters = Map.of("COLS", cols, "LANES", lanes, "DEPTH", depth);
    Weights weights = new Weights(cols, lanes, depth);
    try (Dut dut = Dut.open(Dut.model("hb_wgt_banks", parameters), 1)) {
      for (int word = 0; word < depth; word++) {
        writeWord(dut, weights, word);
        dut.cycle();
      }
      dut.set("we_i", false).set("re_i", (1 << lanes) - 1).cycle();
      for (int step = 0; step < 3000; step++) {
        Bits addresses = new Bits(lanes * ADDRESS_BITS);
        Bits expected = dut.bits("rdata_o");
        int mask = random.nextInt(1 << lanes);
        int last = 0;
        for (int lane = 0; lane < lanes; lane++) {
          int address = random.nextInt(depth);
          addresses.set(lane * ADDRESS_BITS, ADDRESS_BITS, address);
          for (int c = 0; (mask >> lane & 1) != 0 && c < cols; c++) {
            expected.set(4 * (lane * cols + c), 4, weights.of[address][lane][c]);
          }
          last = address;
        }
        // Every other time the word that a bank reads in the same cycle.
        write(dut, weights, random.nextBoolean() ? last : random.nextInt(depth));
        dut.set("re_i", mask).set("raddr_i", addresses).cycle();
        assertEquals(expected, dut.bits("rdata_o"), "step " + step);
      }
    }
  }

  @Test
  void twoWritesInACycleFailAnAssertion() {
    try (Dut dut = Dut.open(Dut.model("hb_wgt_banks", Map.of("DEPTH", 16)), 1)) {
      dut.set("we_i", true).set("row_we_i", true);
      assertThrows(SimulationFailure.class, dut::cycle);
    }
  }

  private void write(Dut dut, Weights weights, int word) {
    dut.set("we_i", false).set("column_we_i", false).set("row_we_i", false);
    int lanes = weights.lanes;
    Bits turned = Bits.random(random, 4 * lanes);
    dut.set("waddr_i", word).set("turned_i", turned);
    switch (random.nextInt(4)) {
      case 0 -> writeWord(dut, weights, word);
      case 1 -> {
        int column = random.nextInt(weights.cols);
        dut.set("column_we_i", true).set("place_i", column);
        for (int lane = 0; lane < lanes; lane++) {
          weights.of[word][lane][column] = (int) turned.get(4 * lane, 4);
        }
      }
      case 2 -> {
        int place = random.nextInt(weights.cols / lanes);
        int bank = random.nextInt(lanes);
        dut.set("row_we_i", true).set("place_i", place).set("bank_i", bank);
        for (int i = 0; i < lanes; i++) {
          weights.of[word][bank][place * lanes + i] = (int) turned.get(4 * i, 4);
        }
      }
      default -> {}
    }
  }

  private void writeWord(Dut dut, Weights weights, int word) {
    Bits data = Bits.random(random, 4 * weights.cols * weights.lanes);
    for (int lane = 0; lane < weights.lanes; lane++) {
      for (int c = 0; c < weights.cols; c++) {
        weights.of[word][lane][c] = (int) data.get(4 * (c * weights.lanes + lane), 4);
      }
    }
    dut.set("we_i", true).set("waddr_i", word).set("wdata_i", data);
  }
}
