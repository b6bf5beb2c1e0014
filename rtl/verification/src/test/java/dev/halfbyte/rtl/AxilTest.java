package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.rtl.RegisterMap.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A bus master that pauses on all five channels, and offers address and data in any order.
class AxilTest {
  private static final int CMD_DEPTH = 8;
  private static final int OKAY = 0;
  private static final int SLVERR = 2;
  private static final int PATIENCE = 1000;

  /// What the unit did in the cycle in which it accepted a write.
  private record Effect(boolean start, boolean clear, boolean command, long address, long data) {
    static final Effect NONE = new Effect(false, false, false, 0, 0);
  }

  private final Random random = new Random(8);
  private final List<Effect> effects = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 85})
  void writesReachTheirTarget(int pause) {
    try (Dut dut = open()) {
      for (int i = 0; i < 200; i++) {
        int word = random.nextInt(CommandWord.SLOT_WORDS * CMD_DEPTH);
        int data = random.nextInt();
        effects.clear();
        assertEquals(OKAY, write(dut, RegisterMap.COMMAND_WINDOW + 4 * word, data, 15, pause));
        assertEquals(List.of(new Effect(false, false, true, word, data & 0xffffffffL)), effects);
      }
      effects.clear();
      assertEquals(OKAY, write(dut, Register.CTRL.address(), RegisterMap.CTRL_START, 1, pause));
      assertEquals(OKAY, write(dut, Register.CTRL.address(), RegisterMap.CTRL_CLEAR, 15, pause));
      assertEquals(OKAY, write(dut, Register.CTRL.address(), 3, 14, pause));
      assertEquals(
          List.of(new Effect(true, false, false, 0, 0), new Effect(false, true, false, 0, 0)),
          effects);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50})
  void theBaseOfTheDramIsKeptInPages(int pause) {
    try (Dut dut = open()) {
      int address = Register.DRAM_BASE.address();
      assertEquals(0, read(dut, Register.DRAM_BASE, 0, pause));
      for (int i = 0; i < 20; i++) {
        int base = random.nextInt();
        long pages = Integer.toUnsignedLong(base) / RegisterMap.DRAM_PAGE_BYTES;
        assertEquals(OKAY, write(dut, address, base, 15, pause));
        assertEquals(SLVERR, write(dut, address, ~base, 7, pause));
        assertEquals(pages, dut.get("dram_base_o"));
        assertEquals(pages * RegisterMap.DRAM_PAGE_BYTES, read(dut, Register.DRAM_BASE, 0, pause));
      }
      assertEquals(List.of(), effects);
    }
  }

  @Test
  void withoutADramThereIsNoBase() {
    try (Dut dut = Dut.open(Dut.model("hb_axil", Map.of("DRAM", 0)), 1)) {
      assertEquals(SLVERR, write(dut, Register.DRAM_BASE.address(), 4096, 15, 0));
      assertEquals(SLVERR, readAt(dut, Register.DRAM_BASE.address(), 0));
      assertEquals(0, dut.get("dram_base_o"));
    }
  }

  @Test
  void writesThatHitNothingAreRefusedWithoutEffect() {
    try (Dut dut = open()) {
      int window = RegisterMap.COMMAND_WINDOW;
      assertEquals(SLVERR, write(dut, Register.STATUS.address(), 7, 15, 30));
      assertEquals(SLVERR, write(dut, Register.CYCLES.address(), 7, 15, 30));
      assertEquals(SLVERR, write(dut, window - 4, 7, 15, 30));
      assertEquals(SLVERR, write(dut, window + 4 * CommandWord.SLOT_WORDS * CMD_DEPTH, 7, 15, 30));
      assertEquals(SLVERR, write(dut, window, 7, 7, 30));
      assertEquals(SLVERR, write(dut, window + 2, 7, 15, 30));
      assertEquals(List.of(), effects);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 85})
  void readsReturnRegistersAndCounters(int pause) {
    try (Dut dut = open()) {
      dut.set("running_i", true).set("error_i", true);
      assertEquals(
          RegisterMap.STATUS_BUSY | RegisterMap.STATUS_ERROR, read(dut, Register.STATUS, 0, pause));
      dut.set("running_i", false).set("error_i", false).set("done_i", true);
      assertEquals(RegisterMap.STATUS_DONE, read(dut, Register.STATUS, 0, pause));
      assertEquals(RegisterMap.ID_VALUE, read(dut, Register.ID, 0, pause));
      assertEquals(0x48_c2_08_04L, read(dut, Register.SHAPE, 0, pause));
      for (Register counter : RegisterMap.counters()) {
        long low = read(dut, counter, 0, pause);
        long high = read(dut, counter, 4, pause);
        int index = RegisterMap.counters().indexOf(counter);
        assertEquals(counterValue(index), low | high << 32, counter.name());
      }
    }
  }

  @Test
  void readsThatHitNothingAreRefused() {
    try (Dut dut = open()) {
      int behind = RegisterMap.counters().getLast().address() + 8;
      for (int address : new int[] {behind, RegisterMap.COMMAND_WINDOW, 0xffffc, 0x12}) {
        assertEquals(SLVERR, readAt(dut, address, 20), "address " + address);
        assertEquals(0, dut.get("s_axil_rdata"));
      }
    }
  }

  private static Dut open() {
    Map<String, Integer> parameters =
        Map.of(
            "ROWS",
            4,
            "COLS",
            8,
            "LANES",
            2,
            "ACT_BITS",
            8,
            "WGT_BITS",
            4,
            "ENGINES",
            4,
            "CMD_DEPTH",
            CMD_DEPTH);
    return Dut.open(Dut.model("hb_axil", parameters), 1);
  }

  private int write(Dut dut, long address, int data, int strobes, int pause) {
    boolean address0 = false;
    boolean data0 = false;
    for (int cycle = 0; cycle < PATIENCE; cycle++) {
      // Once offered, a channel stays offered until it is taken.
      dut.set("s_axil_awvalid", !address0 && (dut.isHigh("s_axil_awvalid") || go(pause)));
      dut.set("s_axil_wvalid", !data0 && (dut.isHigh("s_axil_wvalid") || go(pause)));
      dut.set("s_axil_awaddr", address).set("s_axil_wdata", data).set("s_axil_wstrb", strobes);
      dut.set("s_axil_bready", go(pause)).settle();
      address0 |= dut.isHigh("s_axil_awvalid") && dut.isHigh("s_axil_awready");
      data0 |= dut.isHigh("s_axil_wvalid") && dut.isHigh("s_axil_wready");
      boolean answered = dut.isHigh("s_axil_bvalid") && dut.isHigh("s_axil_bready");
      int response = (int) dut.get("s_axil_bresp");
      note(dut);
      dut.cycle();
      if (answered) {
        assertTrue(address0 && data0, "an answer before the question");
        dut.set("s_axil_bready", false).set("s_axil_awvalid", false).set("s_axil_wvalid", false);
        return response;
      }
    }
    throw new AssertionError("no answer to a write to " + address);
  }

  private void note(Dut dut) {
    boolean command = dut.isHigh("cmd_we_o");
    long word = CommandWord.SLOT_WORDS * dut.get("cmd_waddr_o") + dut.get("cmd_wword_o");
    Effect effect =
        new Effect(
            dut.isHigh("start_o"),
            dut.isHigh("clear_o"),
            command,
            command ? word : 0,
            command ? dut.get("cmd_wdata_o") : 0);
    if (!effect.equals(Effect.NONE)) {
      effects.add(effect);
    }
  }

  private long read(Dut dut, Register register, int offset, int pause) {
    assertEquals(OKAY, readAt(dut, register.address() + offset, pause));
    return dut.get("s_axil_rdata");
  }

  /// Reads and returns the response; the data stay on the port, which is left unacknowledged for a
  /// cycle to see that they do.
  private int readAt(Dut dut, int address, int pause) {
    boolean asked = false;
    for (int cycle = 0; cycle < PATIENCE; cycle++) {
      dut.set("s_axil_arvalid", !asked && (dut.isHigh("s_axil_arvalid") || go(pause)));
      dut.set("s_axil_araddr", address).settle();
      asked |= dut.isHigh("s_axil_arvalid") && dut.isHigh("s_axil_arready");
      boolean readsCounter = dut.isHigh("count_read_o");
      int index = (int) dut.get("count_index_o");
      dut.cycle();
      if (readsCounter) {
        dut.set("count_data_i", counterValue(index)).settle();
      }
      if (dut.isHigh("s_axil_rvalid")) {
        long data = dut.get("s_axil_rdata");
        dut.set("s_axil_arvalid", false).cycle();
        assertEquals(data, dut.get("s_axil_rdata"));
        assertEquals(1, dut.get("s_axil_rvalid"));
        int response = (int) dut.get("s_axil_rresp");
        dut.set("s_axil_rready", true).cycle();
        assertEquals(0, dut.get("s_axil_rvalid"));
        dut.set("s_axil_rready", false);
        return response;
      }
    }
    throw new AssertionError("no answer to a read of " + address);
  }

  private static long counterValue(int index) {
    return 0x0123_4567_89ab_cdefL * (index + 1);
  }

  private boolean go(int pause) {
    return random.nextInt(100) >= pause;
  }
}
