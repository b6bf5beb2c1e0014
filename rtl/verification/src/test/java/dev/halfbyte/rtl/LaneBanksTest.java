package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.sim.verilator.SimulationFailure;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random narrow writes and reads of both kinds in every cycle, against codes in an array.
class LaneBanksTest {
  private static final int WIDE = 16;
  private static final int WIDE_ADDRESS_BITS = 12;

  private final Random random = new Random(9);

  @ParameterizedTest
  @CsvSource({"4, 4, 64", "3, 8, 32", "1, 4, 16"})
  void everyBankAnswersAtItsOwnAddress(int lanes, int bits, int depth) {
    int[][] codes = new int[depth][lanes];
    try (Dut dut = open(lanes, bits, depth)) {
      for (int word = 0; word < depth; word++) {
        write(dut, codes, word, bits);
        dut.cycle();
      }
      int[] wide = new int[lanes];
      dut.set("we_i", false).set("re_i", true).set("raddr_i", 0).cycle();
      for (int step = 0; step < 2000; step++) {
        boolean narrow = random.nextBoolean();
        int read = random.nextInt(depth);
        int[][] before = copy(codes);
        dut.set("re_i", narrow).set("raddr_i", read).set("we_i", false);
        if (random.nextBoolean()) {
          write(dut, codes, random.nextBoolean() ? read : random.nextInt(depth), bits);
        }
        Bits addresses = new Bits(lanes * WIDE_ADDRESS_BITS);
        int mask = narrow ? 0 : random.nextInt(1 << lanes);
        Bits expected = dut.bits("lane_rdata_o");
        for (int lane = 0; lane < lanes; lane++) {
          int address = random.nextInt(depth / WIDE);
          addresses.set(lane * WIDE_ADDRESS_BITS, WIDE_ADDRESS_BITS, address);
          if (narrow || (mask >> lane & 1) != 0) {
            wide[lane] = narrow ? read / WIDE : address;
            set(expected, before, lane, wide[lane], bits);
          }
        }
        dut.set("lane_re_i", mask).set("lane_raddr_i", addresses).cycle();
        assertEquals(expected, dut.bits("lane_rdata_o"), "step " + step);
        if (narrow) {
          assertEquals(narrow(before[read], bits), dut.bits("rdata_o"), "step " + step);
        }
      }
    }
  }

  @Test
  void aNarrowReadBesideALaneFailsAnAssertion() {
    try (Dut dut = open(4, 4, 64)) {
      dut.set("re_i", true).set("lane_re_i", 2);
      assertThrows(SimulationFailure.class, dut::cycle);
    }
  }

  private static Dut open(int lanes, int bits, int depth) {
    Map<String, Integer> parameters = Map.of("LANES", lanes, "CODE_BITS", bits, "DEPTH", depth);
    return Dut.open(Dut.model("hb_lane_banks", parameters), 1);
  }

  private void write(Dut dut, int[][] codes, int word, int bits) {
    for (int lane = 0; lane < codes[word].length; lane++) {
      codes[word][lane] = random.nextInt(1 << bits);
    }
    dut.set("we_i", true).set("waddr_i", word).set("wdata_i", narrow(codes[word], bits));
  }

  private static Bits narrow(int[] codes, int bits) {
    Bits word = new Bits(codes.length * bits);
    for (int lane = 0; lane < codes.length; lane++) {
      word.set(lane * bits, bits, codes[lane]);
    }
    return word;
  }

  private static void set(Bits words, int[][] codes, int lane, int wide, int bits) {
    for (int place = 0; place < WIDE; place++) {
      words.set((lane * WIDE + place) * bits, bits, codes[wide * WIDE + place][lane]);
    }
  }

  private static int[][] copy(int[][] codes) {
    int[][] copy = codes.clone();
    for (int word = 0; word < copy.length; word++) {
      copy[word] = copy[word].clone();
    }
    return copy;
  }
}
