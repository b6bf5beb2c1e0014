package dev.halfbyte.rtl;

import dev.halfbyte.sim.harness.IcarusRun;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Reader and writer as a copying engine on the second simulator, in four states.
class DmaIcarusTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 30", "3, 70"})
  void stretchesOfAMemoryAreCopiedUnderRandomPauses(int seed, int memoryPause) {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    parameters.put("SEED", Integer.toString(seed));
    parameters.put("MEMORY_PAUSE", Integer.toString(memoryPause));
    Set<Path> sources = new LinkedHashSet<>();
    Stream.of("hb_dma_read", "hb_dma_write").forEach(unit -> sources.addAll(RtlSources.of(unit)));
    sources.add(RtlSources.testbench("tb_dma"));
    new IcarusRun("tb_dma", List.copyOf(sources), folder, parameters).run();
  }
}
