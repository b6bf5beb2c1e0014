package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Stalls;
import dev.halfbyte.sim.verilator.StreamSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// LOADs into every memory they fill under a source that pauses: addresses, words, and nothing
/// taken between.
class LoadTest {
  private static final List<Memory> MEMORIES =
      Stream.of(Memory.values()).filter(Memory::loadable).toList();

  private record Write(Memory memory, long address, Bits word) {}

  @ParameterizedTest
  @ValueSource(strings = {"edge8x8", "row16x4"})
  void wordsGoToTheirMemoryWhateverTheStalls(String preset) {
    AcceleratorConfig config = AcceleratorConfig.preset(preset).orElseThrow();
    Model model = Dut.model("hb_load", parameters(config));
    for (double probability : new double[] {0, 0.3, 0.9}) {
      try (Dut dut = Dut.open(model, 1)) {
        StreamSource source = dut.simulation().source("s_axis_", new Stalls(5, probability));
        Random random = new Random(6);
        for (int command = 0; command < 30; command++) {
          Memory memory = MEMORIES.get(random.nextInt(MEMORIES.size()));
          run(dut, source, config, memory, random, probability == 0);
        }
      }
    }
  }

  private static void run(
      Dut dut,
      StreamSource source,
      AcceleratorConfig config,
      Memory memory,
      Random random,
      boolean exact) {
    int count = 1 + random.nextInt(9);
    int base = random.nextInt(1 << 15);
    Bits words = Bits.random(random, count * memory.wordBits(config));
    BeatStream beats = new BeatStream();
    beats.append(config, memory, words);
    List<Write> expected = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      expected.add(new Write(memory, base + n, word(config, memory, words, n)));
    }
    // Beats wait before the command and behind it; only those of the command may be taken.
    source.push(beats.beats().stream().mapToLong(beat -> beat).toArray());
    source.push(7);
    dut.cycle();
    dut.cycle();
    assertEquals(beats.beats().size() + 1, source.waiting());
    dut.set("start_i", true).set("target_i", memory.target());
    dut.set("base_i", base).set("count_i", count).cycle();
    dut.set("start_i", false).set("target_i", 15).set("base_i", 0).set("count_i", 1);
    List<Write> written = new ArrayList<>();
    int cycles = 1;
    while (!dut.isHigh("done_o")) {
      dut.cycle();
      cycles++;
      collect(dut, config, written);
    }
    assertEquals(expected, written);
    assertEquals(1, source.waiting());
    if (exact) {
      assertEquals(beats.beats().size() + Timing.LOAD_OVERHEAD, cycles);
    }
    dut.set("start_i", true).set("target_i", Memory.TABLE.target()).set("count_i", 1).cycle();
    dut.set("start_i", false);
    while (!dut.isHigh("done_o")) {
      dut.cycle();
    }
    dut.cycle();
  }

  private static void collect(Dut dut, AcceleratorConfig config, List<Write> written) {
    for (Memory memory : MEMORIES) {
      if (dut.isHigh(memory.name().toLowerCase(Locale.ROOT) + "_we_o")) {
        Bits word = word(config, memory, dut.bits("wdata_o"), 0);
        written.add(new Write(memory, dut.get("waddr_o"), word));
      }
    }
  }

  private static Bits word(AcceleratorConfig config, Memory memory, Bits words, int index) {
    int width = memory.wordBits(config);
    Bits word = new Bits(width);
    for (int bit = 0; bit < width; bit++) {
      word.set(bit, 1, words.get(index * width + bit, 1));
    }
    return word;
  }

  private static Map<String, Integer> parameters(AcceleratorConfig config) {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("ACT_WIDTH", Memory.ACT.wordBits(config));
    parameters.put("RES_WIDTH", Memory.RES.wordBits(config));
    parameters.put("WGT_WIDTH", Memory.WGT.wordBits(config));
    parameters.put("PAR_WIDTH", Memory.PAR.wordBits(config));
    parameters.put("INDEX_WIDTH", Memory.INDEX.wordBits(config));
    int beats = 1;
    for (Memory memory : MEMORIES) {
      beats = Math.max(beats, memory.beatsPerWord(config));
    }
    parameters.put("MAX_BEATS", beats);
    return parameters;
  }
}
