package dev.halfbyte.conformance.rtl;

import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.rtl.Unit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// What the counters must read after a run: those of the prediction, and under stalls what follows
/// from the cycles that the streams cost.
final class CounterCheck {
  private static final String CYCLES = "cycles";
  private static final String STARVED = "in_starved";
  private static final String BLOCKED = "out_blocked";

  private static final String MAC = "mac_busy";
  private static final String DRAIN = "drain_busy";

  private final Prediction prediction;
  private final long productCycles;
  private final long mostWaits;
  private final int commands;

  /// @param prediction of a run on the data that it has
  /// @param productCycles busy cycles of all products, each by itself
  /// @param mostWaits cycles that they wait at most for the drain of the one in front
  CounterCheck(Prediction prediction, long productCycles, long mostWaits) {
    this.prediction = prediction;
    this.productCycles = productCycles;
    this.mostWaits = mostWaits;
    this.commands = prediction.issueCycles().size();
  }

  /// Demands every counter as predicted.
  void requirePredicted(Map<String, Long> counters) throws RunFault {
    require(expected(prediction.totalCycles(), 0, 0), counters);
  }

  /// Demands counters that explain each other: a beat that is late keeps its unit busy for just as
  /// long, and every cycle issues a command or waits.
  ///
  /// @param blocked cycles in which the host let a beat wait
  void requireConsistent(Map<String, Long> counters, long blocked) throws RunFault {
    long cycles = counters.getOrDefault(CYCLES, -1L);
    long starved = counters.getOrDefault(STARVED, -1L);
    if (cycles < prediction.totalCycles()) {
      throw new RunFault(
          "%d cycles under stalls, %d without".formatted(cycles, prediction.totalCycles()));
    }
    long mac = counters.getOrDefault(MAC, -1L);
    long drain = counters.getOrDefault(DRAIN, -1L);
    // Both count the cycles in which one product is drained under the next one.
    long turns = mac + drain;
    if (turns < productCycles || turns > productCycles + mostWaits || drain > mac) {
      throw new RunFault(
          "mac busy for %d and drain for %d cycles, the products take %d to %d"
              .formatted(mac, drain, productCycles, productCycles + mostWaits));
    }
    SequencedMap<String, Long> expected = expected(cycles, starved, blocked);
    // When a product comes decides whether the one in front is drained under it.
    expected.put(MAC, mac);
    expected.put(DRAIN, drain);
    require(expected, counters);
  }

  private SequencedMap<String, Long> expected(long cycles, long starved, long blocked) {
    SequencedMap<String, Long> expected = new LinkedHashMap<>();
    expected.put(CYCLES, cycles);
    expected.put("load_busy", busy(Unit.LOAD) + starved);
    expected.put(MAC, busy(Unit.MAC));
    expected.put("ew_busy", busy(Unit.EW));
    expected.put("store_busy", busy(Unit.STORE) + blocked);
    expected.put(STARVED, starved);
    expected.put(BLOCKED, blocked);
    expected.put("seq_wait", cycles - Timing.FIRST_ISSUE - commands);
    expected.put("macs", prediction.macs());
    expected.put("skipped", prediction.skipped());
    expected.put("softmax_busy", busy(Unit.SOFTMAX));
    expected.put("norm_busy", busy(Unit.NORM));
    expected.put(DRAIN, busy(Unit.DRAIN));
    expected.put("dram_starved", 0L);
    expected.put("dram_blocked", 0L);
    return expected;
  }

  private long busy(Unit unit) {
    return prediction.busyCycles().getOrDefault(unit, 0L);
  }

  private static void require(Map<String, Long> expected, Map<String, Long> counters)
      throws RunFault {
    if (!expected.equals(counters)) {
      throw new RunFault("counters are %s, expected %s".formatted(counters, expected));
    }
  }
}
