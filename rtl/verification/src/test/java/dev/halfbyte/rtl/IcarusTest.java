package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.sim.harness.IcarusRun;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same programs on Icarus, whose four states show what was never initialised.
class IcarusTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"edge8x8", "row64x4", "row16x4", "dot4x4x2", "code8x8", "shift8x8", "skip16x4"})
  void programsGiveTheReferenceBitsAndCounters(String preset) {
    AcceleratorConfig config = AcceleratorConfig.preset(preset).orElseThrow();
    Scenario.of(config, 101).write(folder);
    icarus(config, 1, 0, 0);
    icarus(config, 2, 40, 60);
  }

  /// Weights and words of act that nothing has written must not reach what is stored.
  @ParameterizedTest
  @ValueSource(longs = 3)
  void attentionAndNormsGiveTheReferenceBitsAndCounters(long seed) {
    AcceleratorConfig config = AcceleratorConfig.preset("edge16").orElseThrow();
    RowAttention.of(config, seed).write(folder);
    icarus(config, 1, 0, 0);
    icarus(config, 2, 40, 60);
  }

  @ParameterizedTest
  @ValueSource(ints = 2)
  void severalEnginesGiveTheReferenceBitsAndCounters(int engines) {
    AcceleratorConfig config =
        AcceleratorConfig.preset("edge16").orElseThrow().with(Map.of("ENGINES", engines));
    RowAttention.of(config, engines).write(folder);
    icarus(config, 1, 0, 0);
    icarus(config, 2, 40, 60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dot4x4x2", "edge16"})
  void wordsInADramGiveTheReferenceBitsAndCounters(String preset) {
    Scenario scenario = DramScenario.of(preset, 7);
    scenario.write(folder);
    icarus(scenario.config(), 1, 0, 0);
    icarus(scenario.config(), 2, 40, 60);
  }

  @Test
  void theTestbenchSeesAWrongBit() {
    AcceleratorConfig config = AcceleratorConfig.edge8x8();
    Scenario good = TwoLayerScenario.of(config, 102);
    List<Long> beats = new ArrayList<>(good.outBeats());
    beats.set(beats.size() / 2, beats.get(beats.size() / 2) ^ 1);
    new Scenario(config, good.commands(), good.costs(), good.inBeats(), beats, good.lastBeats())
        .write(folder);
    assertThrows(SimulationFailure.class, () -> icarus(config, 1, 0, 0));
  }

  private void icarus(AcceleratorConfig config, int seed, int stallIn, int stallOut) {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    config.parameters().forEach((name, value) -> parameters.put(name, value.toString()));
    parameters.put("SEED", Integer.toString(seed));
    parameters.put("STALL_IN", Integer.toString(stallIn));
    parameters.put("STALL_OUT", Integer.toString(stallOut));
    List<Path> sources = new ArrayList<>(RtlSources.all());
    sources.add(RtlSources.testbench("tb_dram"));
    sources.add(RtlSources.testbench("tb_accel"));
    new IcarusRun("tb_accel", sources, folder, parameters).run();
  }
}
