package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The place of every word of random commands, by the formulas of [Destination].
class TurnTest {
  private final Random random = new Random(41);

  @ParameterizedTest
  @CsvSource({"16, 4, 2", "6, 3, 1", "4, 4, 1", "5, 1, 1", "64, 4, 8"})
  void wordsStandWhereTheirRowsTurn(int cols, int lanes, int fold) {
    Map<String, Integer> parameters = Map.of("COLS", cols, "LANES", lanes, "FOLD", fold);
    try (Dut dut = Dut.open(Dut.model("hb_turn", parameters), 1)) {
      for (int command = 0; command < 60; command++) {
        run(dut, cols, lanes, command % 2 == 0);
        if (fold > 1) {
          runFolded(dut, cols, lanes, fold);
        }
      }
    }
  }

  private void run(Dut dut, int cols, int lanes, boolean asRows) {
    int groups = cols / lanes;
    int base = random.nextInt(1 << 12);
    int stride = random.nextInt(1 << 8);
    int first = random.nextInt(asRows ? lanes : cols);
    int tiles = 1 + random.nextInt(3);
    int plane = random.nextBoolean() ? 0 : 1 + random.nextInt(1 << 10);
    dut.set("start_i", true)
        .set("rows_i", asRows)
        .set("fold_i", false)
        .set("base_i", base)
        .set("stride_i", stride);
    dut.set("column_i", first).set("tiles_i", tiles).set("plane_i", plane).cycle();
    dut.set("start_i", false)
        .set("plane_i", plane + 1)
        .set("base_i", 0)
        .set("stride_i", 0)
        .set("rows_i", !asRows);
    for (int m = first; m < first + 2 * cols; m++) {
      for (int word = 0; word < tiles * groups * (plane == 0 ? 1 : 2); word++) {
        int j = plane == 0 ? word : word / 2;
        int high = plane == 0 ? 0 : word % 2;
        for (int pause = random.nextInt(3) - 1; pause > 0; pause--) {
          dut.set("write_i", false).cycle();
        }
        int offset = asRows ? j / groups * stride + m / lanes : m / cols * stride + j;
        int address = base + offset + high * plane;
        assertEquals(address, dut.get("waddr_o"), "row " + m + " word " + j);
        assertEquals(high, dut.get("high_o"));
        assertEquals(asRows ? j % groups : m % cols, dut.get("place_o"));
        if (asRows) {
          assertEquals(m % lanes, dut.get("bank_o"));
        }
        dut.set("write_i", true).cycle();
      }
    }
    dut.set("write_i", false);
  }

  private void runFolded(Dut dut, int cols, int lanes, int fold) {
    int most = cols / fold;
    int base = random.nextInt(1 << 12);
    int first = random.nextInt(most);
    int tiles = 1 + random.nextInt(3);
    dut.set("start_i", true).set("rows_i", false).set("fold_i", true).set("base_i", base);
    dut.set("column_i", first).set("tiles_i", tiles).set("plane_i", 0).cycle();
    dut.set("start_i", false).set("fold_i", false).set("base_i", 0).set("tiles_i", 1);
    for (int row = first; row < most; row++) {
      for (int word = 0; word < tiles * cols / lanes; word++) {
        for (int pause = random.nextInt(3) - 1; pause > 0; pause--) {
          dut.set("write_i", false).cycle();
        }
        assertEquals(base + word / fold, dut.get("waddr_o"), "row " + row + " word " + word);
        assertEquals(word % fold * most + row, dut.get("place_o"));
        dut.set("write_i", true).cycle();
      }
    }
    dut.set("write_i", false);
  }
}
