package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random requests, some withdrawn, against a pointer that walks the ports.
class ArbiterTest {
  @ParameterizedTest
  @CsvSource({"1, 50", "5, 20", "5, 100"})
  void turnsGoRoundAmongThePortsThatRequest(int ports, int acceptance) {
    Random random = new Random(ports);
    long[] turns = new long[ports];
    int first = 0;
    int requests = 0;
    try (Dut dut = Dut.open(Dut.model("hb_arbiter", Map.of("PORTS", ports)), 1)) {
      for (int cycle = 0; cycle < 4000; cycle++) {
        for (int port = 0; port < ports; port++) {
          requests |= random.nextInt(4) == 0 ? 1 << port : 0;
        }
        boolean accept = random.nextInt(100) < acceptance;
        dut.set("request_i", requests).set("accept_i", accept).settle();
        int granted = granted(ports, requests, first);
        assertEquals(requests == 0 ? 0 : 1 << granted, dut.get("grant_o"), "cycle " + cycle);
        if (requests != 0) {
          first = accept ? (granted + 1) % ports : granted;
          turns[granted] += accept ? 1 : 0;
          // A turn ends the request, and now and then a port gives up without one.
          requests &= accept || random.nextInt(20) == 0 ? ~(1 << granted) : -1;
        }
        dut.cycle();
      }
    }
    for (int port = 0; port < ports; port++) {
      assertEquals(true, turns[port] > 4000 / (40 * ports), "turns of port " + port);
    }
  }

  @Test
  void portsThatAlwaysRequestTakeTurns() {
    int ports = 5;
    try (Dut dut = Dut.open(Dut.model("hb_arbiter", Map.of("PORTS", ports)), 1)) {
      dut.set("request_i", (1 << ports) - 1).set("accept_i", true);
      for (int cycle = 0; cycle < 3 * ports; cycle++) {
        dut.settle();
        assertEquals(1 << cycle % ports, dut.get("grant_o"), "cycle " + cycle);
        dut.cycle();
      }
    }
  }

  private static int granted(int ports, int requests, int first) {
    for (int step = 0; step < ports; step++) {
      int port = (first + step) % ports;
      if ((requests >> port & 1) != 0) {
        return port;
      }
    }
    return 0;
  }
}
