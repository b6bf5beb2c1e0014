package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.sim.verilator.SimulationFailure;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemTest {
  @ParameterizedTest
  @CsvSource({"64, 16", "130, 5"})
  void readsAreRegisteredHeldAndSeeTheOldWord(int width, int depth) {
    Random random = new Random(width);
    Bits[] words = new Bits[depth];
    try (Dut dut = Dut.open(Dut.model("hb_mem", Map.of("WIDTH", width, "DEPTH", depth)), 1)) {
      for (int address = 0; address < depth; address++) {
        words[address] = Bits.random(random, width);
        dut.set("we_i", true).set("waddr_i", address).set("wdata_i", words[address]).cycle();
      }
      dut.set("re_i", true).set("raddr_i", 0).set("we_i", false).cycle();
      Bits expected = words[0];
      for (int step = 0; step < 2000; step++) {
        int read = random.nextInt(depth);
        int write = random.nextBoolean() ? read : random.nextInt(depth);
        boolean reads = random.nextBoolean();
        boolean writes = random.nextBoolean();
        Bits data = Bits.random(random, width);
        dut.set("re_i", reads).set("raddr_i", read);
        dut.set("we_i", writes).set("waddr_i", write).set("wdata_i", data).cycle();
        expected = reads ? words[read] : expected;
        words[write] = writes ? data : words[write];
        assertEquals(expected, dut.bits("rdata_o"), "step " + step);
      }
    }
  }

  @Test
  void anAddressBeyondTheDepthFailsAnAssertion() {
    try (Dut dut = Dut.open(Dut.model("hb_mem", Map.of("WIDTH", 130, "DEPTH", 5)), 1)) {
      dut.set("we_i", true).set("waddr_i", 5);
      assertThrows(SimulationFailure.class, dut::cycle);
    }
  }
}
