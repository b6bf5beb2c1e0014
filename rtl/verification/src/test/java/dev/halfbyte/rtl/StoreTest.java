package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// STOREs of rows from both memories into a stream that pauses; the memories hold data while re is
/// low.
class StoreTest {
  private static final int WORDS = 80;

  private record Beat(long data, boolean last) {}

  @ParameterizedTest
  @CsvSource({
    "edge8x8, 0",
    "edge8x8, 30",
    "edge8x8, 85",
    "row16x4, 0",
    "row16x4, 40",
    "dot4x4x2, 20",
  })
  void wordsLeaveInOrderWhateverTheStalls(String preset, int pause) {
    AcceleratorConfig config = AcceleratorConfig.preset(preset).orElseThrow();
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("ACT_WIDTH", Memory.ACT.wordBits(config));
    parameters.put("RES_WIDTH", Memory.RES.wordBits(config));
    parameters.put("MAX_BEATS", Memory.RES.beatsPerWord(config));
    Model model = Dut.model("hb_store", parameters);
    Random random = new Random(pause);
    try (Dut dut = Dut.open(model, 1)) {
      Memories memories = new Memories(dut, config, random);
      for (int command = 0; command < 60; command++) {
        run(dut, memories, config, random, pause);
      }
    }
  }

  private static void run(
      Dut dut, Memories memories, AcceleratorConfig config, Random random, int pause) {
    boolean fromRes = random.nextBoolean();
    boolean last = random.nextBoolean();
    int count = 1 + random.nextInt(12);
    int rows = 1 + random.nextInt(4);
    int stride = count + random.nextInt(5);
    int base = random.nextInt(WORDS - rows * stride);
    List<Beat> expected = new ArrayList<>();
    int beats = (fromRes ? Memory.RES : Memory.ACT).beatsPerWord(config);
    for (int i = 0; i < rows * count; i++) {
      int address = base + i / count * stride + i % count;
      Bits word = (fromRes ? memories.res : memories.act)[address];
      for (int beat = 0; beat < beats; beat++) {
        boolean end = i == rows * count - 1 && beat == beats - 1;
        expected.add(new Beat(word.beat(beat), last && end));
      }
    }
    dut.set("start_i", true).set("source_i", fromRes).set("stream_last_i", last);
    dut.set("base_i", base).set("count_i", count).set("stride_i", stride).set("rows_i", rows);
    dut.set("m_axis_tready", false);
    memories.cycle();
    dut.set("start_i", false).set("source_i", !fromRes).set("stream_last_i", !last);
    List<Beat> received = new ArrayList<>();
    int cycles = 1;
    while (!dut.isHigh("done_o")) {
      dut.set("m_axis_tready", random.nextInt(100) >= pause).settle();
      if (dut.isHigh("m_axis_tvalid") && dut.isHigh("m_axis_tready")) {
        received.add(new Beat(dut.get("m_axis_tdata"), dut.isHigh("m_axis_tlast")));
      }
      memories.cycle();
      cycles++;
    }
    assertEquals(expected, received);
    if (pause == 0) {
      assertEquals(expected.size() + Timing.STORE_OVERHEAD, cycles);
    }
    dut.set("m_axis_tready", true);
    memories.cycle();
    assertEquals(0, dut.get("done_o"));
    assertEquals(0, dut.get("m_axis_tvalid"));
  }

  /// Two memories with registered read behind the unit's read ports.
  private static final class Memories {
    private final Dut dut;
    private final Bits[] act = new Bits[WORDS];
    private final Bits[] res = new Bits[WORDS];

    Memories(Dut dut, AcceleratorConfig config, Random random) {
      this.dut = dut;
      for (int i = 0; i < WORDS; i++) {
        act[i] = Bits.random(random, Memory.ACT.wordBits(config));
        res[i] = Bits.random(random, Memory.RES.wordBits(config));
      }
    }

    void cycle() {
      dut.settle();
      boolean readsAct = dut.isHigh("act_re_o");
      boolean readsRes = dut.isHigh("res_re_o");
      int address = (int) dut.get("raddr_o");
      dut.cycle();
      if (readsAct) {
        dut.set("act_rdata_i", act[address]);
      }
      if (readsRes) {
        dut.set("res_rdata_i", res[address]);
      }
    }
  }
}
