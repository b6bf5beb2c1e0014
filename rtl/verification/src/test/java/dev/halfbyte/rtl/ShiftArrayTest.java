package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random control in every cycle against a cycle-exact model: gaps, restarts, drains while adding.
class ShiftArrayTest {
  private static final int CYCLES = 3000;
  private static final int OPERAND_BITS = 6;
  private static final int VALUE_BITS = 32;

  /// The state of the array, written from the header of the module.
  private static final class Model {
    final int[][] first;
    final int[][] second;
    final int[][] firstShadow;
    final int[][] secondShadow;
    int shift;
    int factor;

    Model(int rows, int cols) {
      first = new int[rows][cols];
      second = new int[rows][cols];
      firstShadow = new int[rows][cols];
      secondShadow = new int[rows][cols];
    }

    void start(int r, int c) {
      first[r][c] = 0;
      second[r][c] = 0;
    }

    void add(int r, int c, int operand, long weight, int accBits) {
      long product = (operand >> 5 & 1) * weight * (1L << (operand & 7));
      long term = (operand >> 4 & 1) == 1 ? -product : product;
      int[][] sums = (operand >> 3 & 1) == 1 ? second : first;
      sums[r][c] = (int) (sums[r][c] + term << 64 - accBits >> 64 - accBits);
    }

    void copy(int r, int c) {
      firstShadow[r][c] = first[r][c];
      secondShadow[r][c] = second[r][c];
    }

    int value(int r, int c) {
      return (int) (((long) firstShadow[r][c] << shift) + (long) factor * secondShadow[r][c]);
    }
  }

  @ParameterizedTest
  @CsvSource({"8, 8, 1, 4, 24", "1, 16, 4, 4, 24", "4, 4, 2, 8, 32", "3, 5, 1, 8, 25"})
  void addsShiftedWeightsAndDrains(int rows, int cols, int lanes, int wgtBits, int accBits) {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("ROWS", rows);
    parameters.put("COLS", cols);
    parameters.put("LANES", lanes);
    parameters.put("WGT_BITS", wgtBits);
    parameters.put("ACC_BITS", accBits);
    Random random = new Random(rows * 31L + cols);
    Model model = new Model(rows, cols);
    Bits drained = new Bits(rows * lanes * VALUE_BITS);
    try (Dut dut = Dut.open(Dut.model("hb_shift_array", parameters), 1)) {
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        boolean start = cycle == 0;
        boolean enable = start || random.nextInt(4) > 0;
        boolean first = start || random.nextInt(12) == 0;
        boolean last = start || random.nextInt(6) == 0;
        boolean drain = cycle == 1 || cycle > 1 && random.nextBoolean();
        boolean configure = start || random.nextInt(40) == 0;
        int column = random.nextInt(cols / lanes);
        int shift = random.nextInt(16);
        int factor = random.nextInt(256);
        Bits operands = Bits.random(random, rows * lanes * OPERAND_BITS);
        Bits wgt = Bits.random(random, cols * lanes * wgtBits);
        dut.set("en_i", enable).set("first_i", first).set("last_i", last);
        dut.set("operand_i", operands).set("wgt_i", wgt);
        dut.set("configure_i", configure).set("shift_i", shift).set("factor_i", factor);
        dut.set("drain_i", drain).set("drain_col_i", column).cycle();
        for (int i = 0; drain && i < rows * lanes; i++) {
          int value = model.value(i / lanes, column * lanes + i % lanes);
          drained.set(i * VALUE_BITS, VALUE_BITS, value);
        }
        for (int cell = 0; enable && cell < rows * cols; cell++) {
          int r = cell / cols;
          int c = cell % cols;
          if (first) {
            model.start(r, c);
          }
          for (int l = 0; l < lanes; l++) {
            int operand = (int) operands.get((r * lanes + l) * OPERAND_BITS, OPERAND_BITS);
            long weight = wgt.getSigned((c * lanes + l) * wgtBits, wgtBits);
            model.add(r, c, operand, weight, accBits);
          }
          if (last) {
            model.copy(r, c);
          }
        }
        model.shift = configure ? shift : model.shift;
        model.factor = configure ? factor : model.factor;
        if (cycle > 0) {
          assertEquals(drained, dut.bits("drain_o"), "cycle " + cycle);
        }
      }
    }
  }
}
