package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The place of every word of random commands, by the formulas of [Destination].
class TurnTest {
  private final Random random = new Random(41);

  @ParameterizedTest
  @CsvSource({
    "16, 4, 2, 1",
    "6, 3, 1, 1",
    "4, 4, 1, 1",
    "5, 1, 1, 1",
    "64, 4, 8, 1",
    "16, 4, 2, 2",
    "6, 3, 1, 4",
    "4, 4, 1, 2",
    "32, 4, 4, 4"
  })
  void wordsStandWhereTheirRowsTurn(int cols, int lanes, int fold, int engines) {
    Map<String, Integer> parameters =
        Map.of("COLS", cols, "LANES", lanes, "FOLD", fold, "ENGINES", engines);
    try (Dut dut = Dut.open(Dut.model("hb_turn", parameters), 1)) {
      for (int command = 0; command < 60; command++) {
        run(dut, cols, lanes, engines, command % 2 == 0);
        if (fold > 1) {
          runFolded(dut, cols, lanes, fold, engines);
        }
      }
    }
  }

  /// A word: its row, counted from that of the first weights, and its place in the row.
  private record Word(int m, int j) {}

  /// Returns the words in order: as many rows as there are engines come tile by tile.
  private static List<Word> words(int first, int rows, int engines, int tiles, int groups) {
    List<Word> words = new ArrayList<>();
    for (int start = first; start < first + rows; start += engines) {
      for (int tile = 0; tile < tiles; tile++) {
        for (int m = start; m < Math.min(first + rows, start + engines); m++) {
          for (int j = 0; j < groups; j++) {
            words.add(new Word(m, tile * groups + j));
          }
        }
      }
    }
    return words;
  }

  private void run(Dut dut, int cols, int lanes, int engines, boolean asRows) {
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
    int rows = cols + 1 + random.nextInt(cols);
    dut.set("count_i", rows);
    dut.set("column_i", first).set("tiles_i", tiles).set("plane_i", plane).cycle();
    dut.set("start_i", false)
        .set("plane_i", plane + 1)
        .set("base_i", 0)
        .set("count_i", 1)
        .set("stride_i", 0)
        .set("rows_i", !asRows);
    for (Word word : words(first, rows, engines, tiles, groups)) {
      int m = word.m;
      int j = word.j;
      for (int high = 0; high < (plane == 0 ? 1 : 2); high++) {
        for (int pause = random.nextInt(3) - 1; pause > 0; pause--) {
          dut.set("write_i", false).cycle();
        }
        int offset = asRows ? j / groups * stride + m / lanes : m / cols * stride + j;
        int address = base + offset + high * plane;
        assertEquals(address, dut.get("waddr_o"), word.toString());
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

  private void runFolded(Dut dut, int cols, int lanes, int fold, int engines) {
    int most = cols / fold;
    int base = random.nextInt(1 << 12);
    int first = random.nextInt(most);
    int tiles = 1 + random.nextInt(3);
    dut.set("start_i", true).set("rows_i", false).set("fold_i", true).set("base_i", base);
    dut.set("column_i", first).set("tiles_i", tiles).set("plane_i", 0).set("count_i", most - first);
    dut.cycle();
    dut.set("start_i", false).set("fold_i", false).set("base_i", 0).set("tiles_i", 1);
    int groups = cols / lanes;
    for (int from = first; from < most; from += engines) {
      int rows = Math.min(engines, most - from);
      for (int i = 0; i < tiles * rows * groups; i++) {
        int row = from + i / groups % rows;
        int word = i / groups / rows * groups + i % groups;
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
