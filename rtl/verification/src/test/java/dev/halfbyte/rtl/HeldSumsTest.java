package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random sums and their extremes against [DigitPlanes#drained], for both forms of the adders.
class HeldSumsTest {
  private static final int CASES = 2000;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"4, 24, 0", "1, 16, 1", "3, 32, 0", "3, 24, 1"})
  void twoSumsBecomeOneValue(int lanes, int bits, int explicit) throws IOException {
    Random random = new Random(bits);
    int heldBits = bits - DigitPlanes.HELD_SHIFT;
    try (Dut dut = Dut.open(model(lanes, bits, heldBits, explicit), 1)) {
      for (int i = 0; i < CASES; i++) {
        boolean both = random.nextInt(4) > 0;
        Bits held = new Bits(lanes * heldBits);
        Bits sum = new Bits(lanes * bits);
        Bits expected = new Bits(lanes * bits);
        for (int l = 0; l < lanes; l++) {
          int first = DigitPlanes.putAside(any(random, heldBits), bits);
          int second = any(random, bits);
          held.set(l * heldBits, heldBits, first);
          sum.set(l * bits, bits, second);
          expected.set(l * bits, bits, both ? DigitPlanes.drained(first, second) : second);
        }
        dut.set("both_i", both).set("held_i", held).set("sum_i", sum).settle();
        assertEquals(expected, dut.bits("value_o"));
      }
    }
  }

  private static int any(Random random, int bits) {
    int extreme = 1 << bits - 1;
    return switch (random.nextInt(4)) {
      case 0 -> extreme;
      case 1 -> extreme - 1;
      default -> random.nextInt();
    };
  }

  private Model model(int lanes, int bits, int heldBits, int explicit) throws IOException {
    List<Path> sources = new ArrayList<>(RtlSources.of("hb_held_sums"));
    String text =
        CLOCKED
            .replace("EXPLICIT", String.valueOf(explicit))
            .replace("HELD", String.valueOf(heldBits))
            .replace("BITS", String.valueOf(bits))
            .replace("LANES", String.valueOf(lanes));
    sources.add(Files.writeString(folder.resolve("clocked.sv"), text));
    return Dut.model(Design.of("clocked", sources.toArray(Path[]::new)));
  }

  /// A simulation has a clock; the unit has none.
  private static final String CLOCKED =
      """
      module clocked (
        input  logic                  clk_i,
        input  logic                  both_i,
        input  logic [LANES*HELD-1:0] held_i,
        input  logic [LANES*BITS-1:0] sum_i,
        output logic [LANES*BITS-1:0] value_o
      );
        hb_held_sums #(LANES, BITS, HELD, EXPLICIT) u_unit (both_i, held_i, sum_i, value_o);
        always_ff @(posedge clk_i) assert (both_i || value_o == sum_i);
      endmodule
      """;
}
