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

/// The blocks on the second simulator, whose four states show what was never initialised.
class BlocksIcarusTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "2, 60, 20", "3, 20, 60"})
  void blocksKeepTheirPromisesUnderRandomStalls(int seed, int senderPause, int receiverPause) {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    parameters.put("SEED", Integer.toString(seed));
    parameters.put("SENDER_PAUSE", Integer.toString(senderPause));
    parameters.put("RECEIVER_PAUSE", Integer.toString(receiverPause));
    Set<Path> sources = new LinkedHashSet<>();
    Stream.of("hb_skid", "hb_fifo", "hb_leading_one", "hb_arbiter")
        .forEach(block -> sources.addAll(RtlSources.of(block)));
    sources.add(RtlSources.testbench("tb_blocks"));
    new IcarusRun("tb_blocks", List.copyOf(sources), folder, parameters).run();
  }
}
