package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Stalls;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Programs of norms, weights made on the way, softmax and factors of rows on `hb_accel`: the bits
/// of [RowMachine] under any stalls, and the predicted counters without.
class AttentionTest {
  @ParameterizedTest
  @CsvSource({
    "edge16, 4, 1, 0, 40",
    "edge16, 8, 1, 0, 40",
    "edge, 4, 1, 0, 10",
    "edge16, 4, 1, 1, 20",
    "edge16, 4, 2, 0, 15",
    "edge16, 4, 2, 1, 15",
    "edge16, 8, 4, 0, 15"
  })
  void programsGiveTheBitsOfTheModelInThePredictedCycles(
      String preset, int actBits, int engines, int pack, int programs) {
    AcceleratorConfig config =
        AcceleratorConfig.preset(preset)
            .orElseThrow()
            .with(Map.of("ACT_BITS", actBits, "ENGINES", engines, "PACK", pack));
    Model model = Dut.model("hb_accel", config.parameters());
    for (int seed = 1; seed <= programs; seed++) {
      Scenario scenario = RowAttention.of(config, seed);
      List<Long> counters =
          AcceleratorTest.run(model, scenario, Stalls.none(), Stalls.none(), seed);
      assertEquals(scenario.counters(), counters, "counters of seed " + seed);
      AcceleratorTest.run(model, scenario, new Stalls(seed, 0.5), new Stalls(seed + 9, 0.3), seed);
      AcceleratorTest.run(model, scenario, new Stalls(seed, 0.05), new Stalls(seed, 0.9), seed);
    }
  }
}
