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

class Exp2Test {
  private static final int LANES = 2;

  @TempDir Path folder;

  @Test
  void everyDistanceHasItsWeightInEveryLane() throws IOException {
    try (Dut dut = Dut.open(model(), 1)) {
      for (int d = 0; d < SoftmaxModel.DISTANCES; d++) {
        int other = SoftmaxModel.DISTANCES - 1 - d;
        dut.set("distance_i", d << 8 | other).settle();
        Bits weights = dut.bits("weight_o");
        assertEquals(SoftmaxModel.weight(other), weights.get(0, 15), "distance " + other);
        assertEquals(SoftmaxModel.weight(d), weights.get(15, 15), "distance " + d);
      }
    }
  }

  private Model model() throws IOException {
    List<Path> sources = new ArrayList<>(RtlSources.of("hb_exp2"));
    sources.add(Files.writeString(folder.resolve("clocked.sv"), clocked()));
    return Dut.model(Design.of("clocked", sources.toArray(Path[]::new)));
  }

  /// A simulation has a clock; the unit has none.
  private static String clocked() {
    return """
    module clocked (
      input  logic          clk_i,
      input  logic [%d:0]   distance_i,
      output logic [%d:0]   weight_o
    );
      hb_exp2 #(.LANES(%d)) u_unit (.distance_i(distance_i), .weight_o(weight_o));
      always_ff @(posedge clk_i) assert (weight_o[14:0] <= 15'd16384);
    endmodule
    """
        .formatted(8 * LANES - 1, 15 * LANES - 1, LANES);
  }
}
