package dev.halfbyte.conformance.rtl;

import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.rtl.Unit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// What the counters must read after a run: those of the prediction, and under stalls what follows
/// from the cycles that the streams and the DRAM cost.
final class CounterCheck {
  private static final String CYCLES = "cycles";
  private static final String STARVED = "in_starved";
  private static final String BLOCKED = "out_blocked";
  private static final String STORE = "store_busy";
  private static final String DRAM_STARVED = "dram_starved";
  private static final String DRAM_BLOCKED = "dram_blocked";

  private static final String MAC = "mac_busy";
  private static final String DRAIN = "drain_busy";

  /// The latency of the fastest DRAM.
  private static final int PROMPTEST = 1;

  private final BoundProgram program;

  /// A run with a DRAM of the least latency.
  private final Prediction fastest;

  /// @param program with a prediction for the data that it has
  CounterCheck(BoundProgram program) {
    this.program = program;
    this.fastest = program.prediction(PROMPTEST);
  }

  /// Demands every counter as predicted.
  ///
  /// @param latency of the DRAM, for each of its answers
  void requirePredicted(Map<String, Long> counters, int latency) throws RunFault {
    Prediction prediction = program.prediction(latency);
    SequencedMap<String, Long> expected = expected(prediction, prediction.totalCycles());
    expected.put(DRAM_STARVED, program.dramStarved(latency));
    require(expected, counters);
  }

  /// Demands counters that explain each other: a beat that is late keeps its unit busy for just as
  /// long, and every cycle issues a command or waits.
  ///
  /// @param blocked cycles in which the host let a beat wait
  void requireConsistent(Map<String, Long> counters, long blocked) throws RunFault {
    long cycles = counters.getOrDefault(CYCLES, -1L);
    if (cycles < fastest.totalCycles()) {
      throw new RunFault(
          "%d cycles under stalls, %d without".formatted(cycles, fastest.totalCycles()));
    }
    long mac = counters.getOrDefault(MAC, -1L);
    long drain = counters.getOrDefault(DRAIN, -1L);
    long most = program.productCycles() + program.mostProductWaits();
    // Both count the cycles in which one product is drained under the next one.
    long turns = mac + drain;
    if (turns < program.productCycles() || turns > most || drain > mac) {
      throw new RunFault(
          "mac busy for %d and drain for %d cycles, the products take %d to %d"
              .formatted(mac, drain, program.productCycles(), most));
    }
    SequencedMap<String, Long> expected = expected(fastest, cycles);
    // When a product comes decides whether the one in front is drained under it.
    expected.put(MAC, mac);
    expected.put(DRAIN, drain);
    expectLate(expected, counters, blocked);
    require(expected, counters);
  }

  /// Puts down what late beats of the streams and of the DRAM make of the counters.
  private void expectLate(
      SequencedMap<String, Long> expected, Map<String, Long> counters, long blocked)
      throws RunFault {
    long starved = counters.getOrDefault(STARVED, -1L);
    long dramStarved = counters.getOrDefault(DRAM_STARVED, -1L);
    long dramBlocked = counters.getOrDefault(DRAM_BLOCKED, -1L);
    long leastStarved = program.dramStarved(PROMPTEST);
    if (dramStarved < leastStarved || dramBlocked < 0) {
      throw new RunFault(
          "starved by the DRAM for %d cycles, blocked for %d; at least %d and 0 were expected"
              .formatted(dramStarved, dramBlocked, leastStarved));
    }
    expected.put(STARVED, starved);
    expected.put(BLOCKED, blocked);
    expected.put(DRAM_STARVED, dramStarved);
    expected.put(DRAM_BLOCKED, dramBlocked);
    expected.merge("load_busy", starved + dramStarved - leastStarved, Long::sum);
    expected.merge(STORE, blocked + dramBlocked, Long::sum);
    if (program.spills()) {
      // No counter tells for how long the last response of a STORE lets it wait.
      long store = counters.getOrDefault(STORE, -1L);
      expected.merge(STORE, store, Math::max);
    }
  }

  private static SequencedMap<String, Long> expected(Prediction prediction, long cycles) {
    SequencedMap<String, Long> expected = new LinkedHashMap<>();
    expected.put(CYCLES, cycles);
    expected.put("load_busy", busy(prediction, Unit.LOAD));
    expected.put(MAC, busy(prediction, Unit.MAC));
    expected.put("ew_busy", busy(prediction, Unit.EW));
    expected.put(STORE, busy(prediction, Unit.STORE));
    expected.put(STARVED, 0L);
    expected.put(BLOCKED, 0L);
    expected.put("seq_wait", cycles - Timing.FIRST_ISSUE - prediction.issueCycles().size());
    expected.put("macs", prediction.macs());
    expected.put("skipped", prediction.skipped());
    expected.put("softmax_busy", busy(prediction, Unit.SOFTMAX));
    expected.put("norm_busy", busy(prediction, Unit.NORM));
    expected.put(DRAIN, busy(prediction, Unit.DRAIN));
    expected.put(DRAM_STARVED, 0L);
    expected.put(DRAM_BLOCKED, 0L);
    return expected;
  }

  private static long busy(Prediction prediction, Unit unit) {
    return prediction.busyCycles().getOrDefault(unit, 0L);
  }

  private static void require(Map<String, Long> expected, Map<String, Long> counters)
      throws RunFault {
    if (!expected.equals(counters)) {
      throw new RunFault("counters are %s, expected %s".formatted(counters, expected));
    }
  }
}
