package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole commands against the definition in numbers of any size: every code, every address, every
/// flag, the cycle of the last write.
class NormTest {
  private static final int RES_WORDS = 1 << 14;

  /// Addresses of a command.
  private record Placement(int sBase, int sStride, int oBase, int oStride, int gBase) {}

  /// One instance with the memories around it.
  private static final class Bench implements AutoCloseable {
    final int lanes;
    final int actBits;
    final int elements;
    final int rowMax;
    final Dut dut;
    final Random random = new Random(7);
    final Bits[] res = new Bits[RES_WORDS];
    Bits resData;

    Bench(int lanes, int actBits, int elements, int rowMax, int explicit) {
      this.lanes = lanes;
      this.actBits = actBits;
      this.elements = elements;
      this.rowMax = rowMax;
      Map<String, Integer> parameters = new LinkedHashMap<>();
      parameters.put("LANES", lanes);
      parameters.put("ACT_BITS", actBits);
      parameters.put("ELEMENTS", elements);
      parameters.put("ROW_MAX", rowMax);
      parameters.put("PARAM_DEPTH", 2 * rowMax / elements);
      parameters.put("EXPLICIT", explicit);
      dut = Dut.open(Dut.model("hb_norm", parameters), 1);
      resData = Bits.random(random, 16 * lanes);
      for (int w = 0; w < RES_WORDS; w++) {
        res[w] = Bits.random(random, 16 * lanes);
      }
    }

    NormTiming timing() {
      return new NormTiming(lanes, elements, rowMax);
    }

    /// A cycle, with the res memory answering behind it.
    void cycle() {
      Bits next = dut.isHigh("res_re_o") ? res[(int) dut.get("res_raddr_o")] : resData;
      dut.cycle();
      resData = next;
      dut.set("res_rdata_i", resData);
    }

    void loadParameters(NormCommand command, int base) {
      for (int w = 0; w * elements < command.count(); w++) {
        Bits word = Bits.random(random, 48 * elements);
        for (int e = 0; e < elements && w * elements + e < command.count(); e++) {
          word.set(48 * e, 16, command.gains()[w * elements + e]);
          word.set(48 * e + 16, 32, command.biases()[w * elements + e]);
        }
        dut.set("param_we_i", true).set("param_waddr_i", base + w).set("param_wdata_i", word);
        cycle();
      }
      dut.set("param_we_i", false);
    }

    void loadRows(NormCommand command, int base, int stride) {
      for (int r = 0; r < command.rows().length; r++) {
        for (int c = 0; c < command.count(); c++) {
          Bits word = res[base + r * stride + c / lanes];
          word.set(16 * (c % lanes), 16, command.rows()[r][c]);
        }
      }
    }

    void start(NormCommand command, Placement place) {
      dut.set("start_i", true).set("rms_i", command.rms()).set("wide_i", command.wide());
      dut.set("fraction_bits_i", command.fractionBits()).set("t_i", command.t());
      dut.set("zero_i", command.zero()).set("lo_i", command.lo()).set("hi_i", command.hi());
      dut.set("guard_i", command.guard()).set("rows_i", command.rows().length);
      dut.set("count_i", command.count()).set("g_base_i", place.gBase());
      dut.set("s_base_i", place.sBase()).set("s_stride_i", place.sStride());
      dut.set("o_base_i", place.oBase()).set("o_stride_i", place.oStride());
      cycle();
      dut.set("start_i", false).set("rms_i", !command.rms()).set("count_i", 1).set("guard_i", 3);
    }

    /// Loads and runs a command; returns where it lies.
    Placement run(NormCommand command) {
      int words = Math.ceilDiv(command.count(), lanes);
      int sStride = words + random.nextInt(3);
      Placement place =
          new Placement(
              random.nextInt(RES_WORDS - command.rows().length * sStride),
              sStride,
              random.nextInt(1 << 14),
              random.nextInt(1 << 12),
              random.nextInt(rowMax / elements));
      loadParameters(command, place.gBase());
      loadRows(command, place.sBase(), sStride);
      execute(command, place);
      return place;
    }

    /// Runs a command that is loaded, up to its last write, and checks everything about it.
    void execute(NormCommand command, Placement place) {
      int words = Math.ceilDiv(command.count(), lanes);
      start(command, place);
      long busy = timing().busyCycles(command.rows().length, command.count(), command.rootBits());
      int written = 0;
      int[] codes = {};
      int total = words * command.rows().length;
      for (long cycle = 1; cycle <= busy; cycle++) {
        assertEquals(cycle == busy, dut.isHigh("done_o"), "done in cycle " + cycle);
        if (dut.isHigh("act_we_o")) {
          int row = written / words;
          int word = written % words;
          String where = "row " + row + " word " + word;
          assertEquals(
              (place.oBase() + row * place.oStride() + word) & 0xffff,
              dut.get("act_waddr_o"),
              where);
          assertEquals(word == words - 1, dut.isHigh("act_last_o"), where);
          codes = word == 0 ? command.codes(row, actBits) : codes;
          checkWord(codes, command.zero(), word, where);
          written++;
        } else {
          assertFalse(dut.isHigh("act_last_o"));
        }
        if (cycle < busy) {
          cycle();
        }
      }
      assertEquals(total, written);
    }

    private void checkWord(int[] codes, int zero, int word, String where) {
      Bits expected = new Bits(lanes * actBits);
      for (int l = 0; l < lanes; l++) {
        int index = word * lanes + l;
        expected.set(actBits * l, actBits, index < codes.length ? codes[index] : zero);
      }
      assertEquals(expected, dut.bits("act_wdata_o"), where);
    }

    @Override
    public void close() {
      dut.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 4, 2, 128, 0", "4, 8, 2, 64, 1", "8, 4, 4, 32, 1", "4, 8, 1, 1024, 0"})
  void commandsGiveTheCodesOfTheFormula(
      int lanes, int actBits, int elements, int rowMax, int explicit) {
    try (Bench bench = new Bench(lanes, actBits, elements, rowMax, explicit)) {
      Random random = bench.random;
      for (int command = 0; command < 24; command++) {
        int count =
            command < 4 ? rowMax - command : command < 8 ? command - 3 : 1 + random.nextInt(rowMax);
        int[][] rows = new int[1 + random.nextInt(5)][];
        for (int r = 0; r < rows.length; r++) {
          rows[r] = row(random, count);
        }
        NormCommand first = NormCommand.random(random, rows, actBits);
        Placement place = bench.run(first);
        bench.cycle();
        // Right behind, the earliest that the sequencer can issue.
        bench.execute(first.ofFirstRow(), place);
        bench.cycle();
      }
    }
  }

  /// The ends of the range of 32 bits: rows of 32768 elements.
  @ParameterizedTest
  @CsvSource({"-32768, -32768", "32767, -32768", "32767, 32767"})
  void theLongestRowOfTheLargestNumbers(int most, int last) {
    try (Bench bench = new Bench(4, 4, 2, 32768, 0)) {
      int[] row = row(32768, c -> c == 32767 ? last : most);
      bench.run(NormCommand.random(bench.random, new int[][] {row}, 4));
    }
  }

  @Test
  void aCommandAfterAResetInTheMiddleOfAnotherIsNotDisturbed() {
    try (Bench bench = new Bench(4, 4, 2, 128, 0)) {
      Random random = bench.random;
      for (int trial = 0; trial < 12; trial++) {
        int[][] rows = {row(random, 100), row(random, 100), row(random, 100)};
        NormCommand command = NormCommand.random(random, rows, 4);
        bench.loadParameters(command, 0);
        bench.start(command, new Placement(0, 25, 0, 25, 0));
        for (int cycle = random.nextInt(300); cycle > 0; cycle--) {
          bench.cycle();
        }
        bench.dut.set("rst_ni", false);
        bench.cycle();
        bench.dut.set("rst_ni", true);
        for (int cycle = random.nextInt(80); cycle > 0; cycle--) {
          bench.cycle();
          assertFalse(bench.dut.isHigh("act_we_o") || bench.dut.isHigh("res_re_o"));
        }
        bench.run(NormCommand.random(random, rows, 4));
        bench.cycle();
      }
    }
  }

  /// Rows as a residual stream holds them, and rows that no stream should hold.
  private static int[] row(Random random, int count) {
    int constant = (short) random.nextInt();
    double step = Math.scalb(1.0, random.nextInt(16));
    int peak = random.nextInt(count);
    return switch (random.nextInt(8)) {
      case 0 -> row(count, _ -> constant);
      case 1 -> row(count, c -> c == peak ? -constant : constant);
      case 2 -> row(count, c -> c % 2 == 0 ? Short.MAX_VALUE : Short.MIN_VALUE);
      case 3 -> row(count, c -> c == peak ? Short.MIN_VALUE : Short.MAX_VALUE);
      case 4 -> row(count, c -> c == peak ? Short.MAX_VALUE : Short.MIN_VALUE);
      case 5 -> row(count, _ -> constant + (int) (step / 16 * random.nextGaussian()));
      default -> row(count, _ -> (int) (step * random.nextGaussian()));
    };
  }

  private static int[] row(int count, IntUnaryOperator element) {
    int[] row = new int[count];
    for (int c = 0; c < count; c++) {
      row[c] = Math.clamp(element.applyAsInt(c), Short.MIN_VALUE, Short.MAX_VALUE);
    }
    return row;
  }
}
