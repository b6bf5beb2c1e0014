package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.Model;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeadingOneTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {13, 64})
  void theHighestOneIsFoundAndShiftedToTheTop(int width) throws IOException {
    Random random = new Random(width);
    BigInteger all = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
    try (Dut dut = Dut.open(model(width), 1)) {
      check(dut, width, BigInteger.ZERO);
      for (int bits = 1; bits <= width; bits++) {
        check(dut, width, BigInteger.ONE.shiftLeft(bits - 1));
        check(dut, width, all.shiftRight(width - bits));
        for (int step = 0; step < 20; step++) {
          check(dut, width, new BigInteger(bits, random));
        }
      }
    }
  }

  private Model model(int width) throws IOException {
    List<Path> sources = new ArrayList<>(RtlSources.of("hb_leading_one"));
    sources.add(Files.writeString(folder.resolve("clocked.sv"), clocked(width)));
    return Dut.model(Design.of("clocked", sources.toArray(Path[]::new)));
  }

  /// A simulation has a clock; the unit has none.
  private static String clocked(int width) {
    return """
    module clocked (
      input  logic          clk_i,
      input  logic [%1$d:0] value_i,
      output logic          found_o,
      output logic [7:0]    index_o,
      output logic [%1$d:0] normal_o
    );
      hb_leading_one #(.WIDTH(%1$d + 1)) u_unit (
        .value_i(value_i), .found_o(found_o), .index_o(index_o), .normal_o(normal_o)
      );
      always_ff @(posedge clk_i) assert (found_o || normal_o == '0);
    endmodule
    """
        .formatted(width - 1);
  }

  private static void check(Dut dut, int width, BigInteger value) {
    dut.set("value_i", bits(width, value)).settle();
    int index = Math.max(value.bitLength() - 1, 0);
    assertEquals(value.signum(), dut.get("found_o"), value.toString(2));
    assertEquals(index, dut.get("index_o"), value.toString(2));
    assertEquals(
        bits(width, value.shiftLeft(width - 1 - index)), dut.bits("normal_o"), value.toString(2));
  }

  private static Bits bits(int width, BigInteger value) {
    Bits bits = new Bits(width);
    IntStream.range(0, width).forEach(b -> bits.set(b, 1, value.testBit(b) ? 1 : 0));
    return bits;
  }
}
