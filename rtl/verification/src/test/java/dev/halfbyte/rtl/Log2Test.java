package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Log2Test {
  private static final int POINT = 14;
  private static final int FRACTION_BITS = 7;

  @TempDir Path folder;

  @Test
  void everyIndexAndFractionHasItsLogarithm() throws IOException {
    try (Dut dut = Dut.open(model(), 1)) {
      for (int index = POINT; index < 32; index++) {
        for (long fraction = 0; fraction < 1 << FRACTION_BITS; fraction++) {
          long number = (1L << index) + (fraction << index - FRACTION_BITS);
          dut.set("index_i", index).set("fraction_i", fraction).settle();
          assertEquals(SoftmaxModel.logarithm(number), dut.get("log_o"), "number " + number);
        }
      }
    }
  }

  private Model model() throws IOException {
    List<Path> sources = new ArrayList<>(RtlSources.of("hb_log2"));
    sources.add(Files.writeString(folder.resolve("clocked.sv"), CLOCKED));
    return Dut.model(Design.of("clocked", sources.toArray(Path[]::new)));
  }

  /// A simulation has a clock; the unit has none.
  private static final String CLOCKED =
      """
      module clocked (
        input  logic       clk_i,
        input  logic [4:0] index_i,
        input  logic [6:0] fraction_i,
        output logic [8:0] log_o
      );
        hb_log2 #(.POINT(14)) u_unit (.index_i(index_i), .fraction_i(fraction_i), .log_o(log_o));
        always_ff @(posedge clk_i) assert (log_o <= 9'd288);
      endmodule
      """;
}
