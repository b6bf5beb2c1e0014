package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/// Drives a unit that queues words between two ready/valid handshakes, and compares every cycle.
final class QueueModel {
  private final Dut dut;
  private final int width;
  private final int capacity;
  private final Random random;
  private final Deque<Bits> inside = new ArrayDeque<>();
  private boolean offering;
  private long taken;

  /// @param capacity words inside with which the unit stops taking more
  QueueModel(Dut dut, int width, int capacity, long seed) {
    this.dut = dut;
    this.width = width;
    this.capacity = capacity;
    this.random = new Random(seed);
  }

  /// Runs cycles in which sender and receiver pause with these chances in per cent.
  QueueModel run(int cycles, int senderPause, int receiverPause) {
    for (int cycle = 0; cycle < cycles; cycle++) {
      if (!offering) {
        offering = random.nextInt(100) >= senderPause;
        dut.set("valid_i", offering).set("data_i", Bits.random(random, width));
      }
      boolean ready = random.nextInt(100) >= receiverPause;
      dut.set("ready_i", ready).settle();
      assertEquals(inside.size() < capacity, dut.isHigh("ready_o"), "ready in cycle " + cycle);
      assertEquals(!inside.isEmpty(), dut.isHigh("valid_o"), "valid in cycle " + cycle);
      boolean takes = offering && inside.size() < capacity;
      if (!inside.isEmpty()) {
        assertEquals(inside.element(), dut.bits("data_o"), "word in cycle " + cycle);
        if (ready) {
          inside.remove();
        }
      }
      if (takes) {
        inside.add(dut.bits("data_i"));
        offering = false;
        taken++;
      }
      dut.cycle();
    }
    return this;
  }

  /// Resets the unit, which forgets what it holds.
  void reset() {
    dut.set("valid_i", false).set("ready_i", false);
    dut.simulation().reset(1);
    inside.clear();
    offering = false;
  }

  /// Returns how many words are inside.
  int level() {
    return inside.size();
  }

  /// Returns how many words went in since the start.
  long taken() {
    return taken;
  }
}
