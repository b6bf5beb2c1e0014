package dev.halfbyte.backend.verilog.cmd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Products of matrices whose second factor was a product itself, as in attention.
class TurnedWeightsTest {
  private static final AcceleratorConfig CONFIG =
      AcceleratorConfig.preset("edge16").orElseThrow().with(Map.of("COLS", 12, "LANES", 4));
  private static final int LANES = CONFIG.lanes();
  private static final int COLS = CONFIG.cols();
  private static final int DRAIN = CONFIG.drainWords();

  private final Random random = new Random(3);
  private final MemoryModel memory = new MemoryModel(CONFIG);

  /// Chunks of keys as columns, then queries: scores are the products of rows with rows.
  @Test
  void rowsThatBecomeColumnsAreTransposed() {
    int[][] keys = codes(29, 8);
    int[][] queries = codes(5, 8);
    identity();
    rows(keys, 0);
    for (int first = 0; first < keys.length; first += 10) {
      int rows = Math.min(10, keys.length - first);
      copy(Destination.WGT_COLUMNS, 16 * first, rows, 300 + first / COLS * 4, 4, first % COLS);
    }
    rows(queries, 0);
    int[][] scores = multiply(queries.length, 2, 300, 4, 3);
    for (int q = 0; q < queries.length; q++) {
      for (int k = 0; k < keys.length; k++) {
        int sum = 0;
        for (int c = 0; c < 8; c++) {
          sum += queries[q][c] * keys[k][c];
        }
        assertEquals(sum, scores[q][k], "score " + q + ", " + k);
      }
    }
  }

  /// Chunks of values as rows, then weights of attention: a product of matrices.
  @Test
  void rowsThatBecomeRowsAreNot() {
    int[][] values = codes(22, 24);
    int[][] shares = codes(5, 22);
    identity();
    rows(values, 0);
    for (int first = 0; first < values.length; first += 6) {
      int rows = Math.min(6, values.length - first);
      copy(Destination.WGT_ROWS, 16 * first, rows, 300 + first / LANES, 6, first % LANES);
    }
    rows(shares, 0);
    int[][] sums = multiply(shares.length, 6, 300, 6, 2);
    for (int p = 0; p < shares.length; p++) {
      for (int n = 0; n < 24; n++) {
        int sum = 0;
        for (int k = 0; k < values.length; k++) {
          sum += shares[p][k] * values[k][n];
        }
        assertEquals(sum, sums[p][n], "sum " + p + ", " + n);
      }
    }
  }

  private int[][] codes(int rows, int count) {
    int[][] codes = new int[rows][];
    for (int r = 0; r < rows; r++) {
      codes[r] = random.ints(count, -8, 8).toArray();
    }
    return codes;
  }

  private void rows(int[][] rows, int base) {
    for (int i = 0; i < rows.length * 16 * LANES; i++) {
      int k = i % (16 * LANES);
      int[] row = rows[i / (16 * LANES)];
      memory.write(Memory.ACT, base + i / LANES, i % LANES, k < row.length ? row[k] : 0);
    }
  }

  /// Weights at word 0 and records at word 0 with which a row of two tiles becomes itself.
  private void identity() {
    for (int k = 0; k < 24; k++) {
      for (int col = 0; col < 24; col++) {
        int word = col / COLS * 6 + k / LANES;
        memory.write(Memory.WGT, word, col % COLS * LANES + k % LANES, k == col ? 1 : 0);
      }
    }
    for (int word = 0; word < 100; word++) {
      for (int lane = 0; lane < LANES; lane++) {
        memory.write(Memory.PAR, word, 4 * lane, 0);
        memory.write(Memory.PAR, word, 4 * lane + 1, 2);
        memory.write(Memory.PAR, word, 4 * lane + 2, 1);
      }
    }
  }

  private void copy(Destination destination, int act, int rows, int base, int stride, int column) {
    int tiles = destination == Destination.WGT_ROWS ? 2 : 1;
    run(
        new Command.Gemm(
            new Command.Gemm.Rows(act, 16, rows, true, false),
            new Command.Gemm.Tiles(0, 6, tiles, 0),
            6,
            0,
            Optional.empty(),
            new Command.Gemm.Output(stride, column),
            new Epilogue(destination, base, 0, -8, 7, Optional.empty(), Optional.empty()),
            Set.of()));
  }

  private int[][] multiply(int rows, int kWords, int base, int stride, int tiles) {
    int output = 100;
    run(
        new Command.Gemm(
            new Command.Gemm.Rows(0, 16, rows, true, false),
            new Command.Gemm.Tiles(base, stride, tiles, 0),
            kWords,
            0,
            Optional.empty(),
            new Command.Gemm.Output(tiles * DRAIN, 0),
            new Epilogue(
                Destination.RES, output, 0, -32768, 32767, Optional.empty(), Optional.empty()),
            Set.of()));
    int[][] found = new int[rows][tiles * COLS];
    for (int r = 0; r < rows; r++) {
      for (int n = 0; n < tiles * COLS; n++) {
        found[r][n] = memory.res(output + r * tiles * DRAIN + n / LANES, n % LANES);
      }
    }
    return found;
  }

  private void run(Command.Gemm gemm) {
    new GemmModel(CONFIG, memory, gemm).run();
  }
}
