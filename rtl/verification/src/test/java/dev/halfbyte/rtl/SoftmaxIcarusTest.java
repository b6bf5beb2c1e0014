package dev.halfbyte.rtl;

import dev.halfbyte.sim.harness.IcarusRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `hb_softmax` on the second simulator, whose four states show what was never initialised.
class SoftmaxIcarusTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void commandsWriteWhatTheFormulasSayInTheCyclesTheySay(int seed) {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    parameters.put("SEED", Integer.toString(seed));
    List<Path> sources = new ArrayList<>(RtlSources.of("hb_softmax"));
    sources.add(RtlSources.testbench("tb_softmax"));
    new IcarusRun("tb_softmax", sources, folder, parameters).run();
  }
}
