package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.verilator.Axi4Memory;
import dev.halfbyte.sim.verilator.MemoryTiming;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The switch of the streams, cycle by cycle; whole programs are in [DramTest].
class DramUnitTest {
  private final Random random = new Random(4);

  @Test
  void withoutTheFlagTheStreamsPassAndTheBusIsSilent() {
    for (int dram = 0; dram < 2; dram++) {
      Model model = Dut.model("hb_dram", Map.of("DRAM", dram));
      try (Dut dut = Dut.open(model, 1)) {
        for (int cycle = 0; cycle < 300; cycle++) {
          Bits command = Bits.random(random, 32 * CommandWord.WORDS);
          command.set(CommandField.DRAM.offset(), 1, 0);
          long in = random.nextLong();
          long out = random.nextLong();
          boolean[] flags = flags(6);
          dut.set("cmd_i", command).set("load_start_i", flags[0]).set("store_start_i", flags[1]);
          dut.set("s_axis_tdata", in).set("s_axis_tvalid", flags[2]);
          dut.set("load_ready_i", flags[3]).set("store_data_i", out);
          dut.set("store_valid_i", flags[4]).set("store_last_i", flags[5]);
          dut.set("m_axis_tready", flags[0]).set("store_done_i", flags[1]).settle();
          assertEquals(in, dut.get("load_data_o"));
          assertEquals(out, dut.get("m_axis_tdata"));
          assertEquals(
              List.of(flags[2], flags[3], flags[4], flags[5], flags[0], flags[1]),
              List.of(
                  dut.isHigh("load_valid_o"),
                  dut.isHigh("s_axis_tready"),
                  dut.isHigh("m_axis_tvalid"),
                  dut.isHigh("m_axis_tlast"),
                  dut.isHigh("store_ready_o"),
                  dut.isHigh("store_done_o")));
          for (String silent : List.of("arvalid", "rready", "awvalid", "wvalid", "bready")) {
            assertFalse(dut.isHigh("m_axi_" + silent), silent);
          }
          assertFalse(dut.isHigh("starved_o") || dut.isHigh("blocked_o") || dut.isHigh("error_o"));
          dut.cycle();
        }
      }
    }
  }

  @Test
  void withTheFlagTheWordsAreThoseOfTheMemoryAndTheStreamsStandStill() {
    try (Dut dut = Dut.open(Dut.model("hb_dram", Map.of()), 1)) {
      Axi4Memory memory = dut.simulation().memory(0, 1 << 16);
      memory.port("m_axi_", MemoryTiming.random(3, 0.3, 30));
      long[] words = random.longs(8192).toArray();
      memory.writeLongs(0, words);
      dut.set("s_axis_tvalid", true).set("m_axis_tready", true);
      for (int transfer = 0; transfer < 20; transfer++) {
        DramSpan from = new DramSpan(random.nextInt(3000), 1 + random.nextInt(300));
        DramSpan to = new DramSpan(4096 + random.nextInt(3000), from.beats());
        start(dut, "load_start_i", new Command.Load(Memory.ACT, 0, 1, Optional.of(from), Set.of()));
        List<Long> read = read(dut, from.beats());
        assertEquals(longs(words, from), read);
        start(
            dut,
            "store_start_i",
            new Command.Store(Memory.ACT, 0, 1, false, Optional.of(to), Set.of()));
        write(dut, read);
        System.arraycopy(words, from.first(), words, to.first(), to.beats());
        assertArrayEquals(words, memory.readLongs(0, words.length));
        assertFalse(dut.isHigh("error_o"));
      }
    }
  }

  @Test
  void theBusNeverMovesAStreamWithinACycle() {
    Model model = Dut.model("hb_dram", Map.of());
    List<Port> answers =
        model.ports().stream()
            .filter(port -> port.direction() == Port.Direction.INPUT)
            .filter(port -> port.name().startsWith("m_axi_"))
            .toList();
    List<Port> outputs =
        model.ports().stream().filter(port -> port.direction() == Port.Direction.OUTPUT).toList();
    try (Dut dut = Dut.open(model, 1)) {
      DramSpan span = new DramSpan(5, 400);
      Command.Load load = new Command.Load(Memory.ACT, 0, 1, Optional.of(span), Set.of());
      start(dut, "load_start_i", load);
      start(
          dut,
          "store_start_i",
          new Command.Store(Memory.ACT, 0, 1, false, Optional.of(span), Set.of()));
      for (int cycle = 0; cycle < 500; cycle++) {
        dut.set("load_ready_i", random.nextBoolean()).set("store_valid_i", random.nextBoolean());
        dut.settle();
        List<Bits> before = outputs.stream().map(port -> dut.bits(port.name())).toList();
        answers.forEach(port -> dut.set(port.name(), Bits.random(random, port.width())));
        dut.settle();
        assertEquals(before, outputs.stream().map(port -> dut.bits(port.name())).toList());
        dut.cycle();
      }
    }
  }

  private boolean[] flags(int count) {
    boolean[] flags = new boolean[count];
    for (int i = 0; i < count; i++) {
      flags[i] = random.nextBoolean();
    }
    return flags;
  }

  private static void start(Dut dut, String port, Command command) {
    List<Integer> words = CommandFormat.encode(command).words();
    Bits bits = new Bits(32 * words.size());
    for (int word = 0; word < words.size(); word++) {
      bits.set(32 * word, 32, words.get(word));
    }
    dut.set("cmd_i", bits).set(port, true).cycle();
    dut.set(port, false);
  }

  private List<Long> read(Dut dut, int beats) {
    List<Long> read = new ArrayList<>();
    while (read.size() < beats) {
      dut.set("load_ready_i", random.nextInt(4) > 0).settle();
      assertFalse(dut.isHigh("s_axis_tready"));
      boolean ready = dut.isHigh("load_ready_i");
      assertEquals(ready && !dut.isHigh("load_valid_o"), dut.isHigh("starved_o"));
      if (ready && dut.isHigh("load_valid_o")) {
        read.add(dut.get("load_data_o"));
      }
      dut.cycle();
    }
    dut.set("load_ready_i", false);
    return read;
  }

  private void write(Dut dut, List<Long> words) {
    int sent = 0;
    dut.set("store_done_i", true);
    while (!dut.isHigh("store_done_o")) {
      boolean valid = sent < words.size() && random.nextInt(4) > 0;
      dut.set("store_valid_i", valid)
          .set("store_data_i", sent < words.size() ? words.get(sent) : 0);
      dut.settle();
      assertFalse(dut.isHigh("m_axis_tvalid"));
      assertEquals(valid && !dut.isHigh("store_ready_o"), dut.isHigh("blocked_o"));
      if (valid && dut.isHigh("store_ready_o")) {
        sent++;
      }
      dut.cycle();
    }
    assertEquals(words.size(), sent);
    dut.set("store_done_i", false).set("store_valid_i", false).cycle();
    assertTrue(!dut.isHigh("store_done_o"));
  }

  private static List<Long> longs(long[] words, DramSpan span) {
    List<Long> list = new ArrayList<>();
    for (int beat = 0; beat < span.beats(); beat++) {
      list.add(words[span.first() + beat]);
    }
    return list;
  }
}
