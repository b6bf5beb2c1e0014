package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.sim.verilator.SimulationFailure;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Words loaded into one memory while columns are written to the other, against weights in a map.
class WgtMemoriesTest {
  private static final int ADDRESS_BITS = 16;
  private static final int COLS = 8;
  private static final int LANES = 2;
  private static final int DEPTH = 12;
  private static final int SIDE_DEPTH = 5;
  private static final int LANE_BITS = 4 * COLS;

  private final Random random = new Random(47);

  /// What each bank holds, by address.
  private final Map<Integer, long[]> words = new HashMap<>();

  @Test
  void bothMemoriesAreWrittenInACycleAndReadBesideThat() {
    Map<String, Integer> parameters =
        Map.of("COLS", COLS, "LANES", LANES, "DEPTH", DEPTH, "SIDE_DEPTH", SIDE_DEPTH);
    try (Dut dut = Dut.open(Dut.model("hb_wgt_memories", parameters), 1)) {
      for (int n = 0; n < DEPTH + SIDE_DEPTH; n++) {
        load(dut, n < DEPTH ? n : Memory.SIDE_BASE + n - DEPTH);
        dut.cycle();
      }
      dut.set("we_i", false).set("re_i", (1 << LANES) - 1).cycle();
      for (int step = 0; step < 2000; step++) {
        Bits expected = dut.bits("rdata_o");
        Bits addresses = new Bits(LANES * ADDRESS_BITS);
        int mask = random.nextInt(1 << LANES);
        for (int lane = 0; lane < LANES; lane++) {
          int address = address(random.nextBoolean());
          addresses.set(lane * ADDRESS_BITS, ADDRESS_BITS, address);
          if ((mask >> lane & 1) != 0) {
            expected.set(lane * LANE_BITS, LANE_BITS, word(address)[lane]);
          }
        }
        boolean loadSide = random.nextBoolean();
        dut.set("we_i", false).set("column_we_i", false);
        if (random.nextBoolean()) {
          load(dut, address(loadSide));
        }
        if (random.nextBoolean()) {
          column(dut, address(!loadSide));
        }
        dut.set("re_i", mask).set("raddr_i", addresses).cycle();
        assertEquals(expected, dut.bits("rdata_o"), "step " + step);
      }
    }
  }

  @Test
  void twoWritesToOneMemoryFailAnAssertion() {
    try (Dut dut = Dut.open(Dut.model("hb_wgt_memories", Map.of("DEPTH", 16)), 1)) {
      dut.set("we_i", true).set("waddr_i", Memory.SIDE_BASE);
      dut.set("row_we_i", true).set("turned_waddr_i", Memory.SIDE_BASE + 1);
      assertThrows(SimulationFailure.class, dut::cycle);
    }
  }

  @Test
  void theSideMemoryIsNotThereWithoutDepth() {
    try (Dut dut = Dut.open(Dut.model("hb_wgt_memories", Map.of("SIDE_DEPTH", 0)), 1)) {
      dut.set("we_i", true).set("waddr_i", Memory.SIDE_BASE);
      assertThrows(SimulationFailure.class, dut::cycle);
    }
  }

  private long[] word(int address) {
    return Optional.ofNullable(words.get(address)).orElseThrow();
  }

  private int address(boolean side) {
    return side ? Memory.SIDE_BASE + random.nextInt(SIDE_DEPTH) : random.nextInt(DEPTH);
  }

  private void load(Dut dut, int address) {
    Bits data = Bits.random(random, LANES * LANE_BITS);
    long[] banks = new long[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      for (int c = 0; c < COLS; c++) {
        banks[lane] |= data.get(4 * (c * LANES + lane), 4) << (4 * c);
      }
    }
    words.put(address, banks);
    dut.set("we_i", true).set("waddr_i", address).set("wdata_i", data);
  }

  private void column(Dut dut, int address) {
    int place = random.nextInt(COLS);
    Bits turned = Bits.random(random, 4 * LANES);
    long[] banks = word(address).clone();
    for (int lane = 0; lane < LANES; lane++) {
      banks[lane] &= ~(0xfL << (4 * place));
      banks[lane] |= turned.get(4 * lane, 4) << (4 * place);
    }
    words.put(address, banks);
    dut.set("column_we_i", true).set("place_i", place);
    dut.set("turned_waddr_i", address).set("turned_i", turned);
  }
}
