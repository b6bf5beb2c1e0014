package dev.halfbyte.sim.harness;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// What a run gave.
///
/// @param outputs in the order of the manifest
/// @param cycles cycles of the program as the accelerator counted them
/// @param predictedCycles what the compiler predicted
/// @param macs multiply-accumulates that the kernel needs
/// @param counters every other counter of the register map by name: busy and stall cycles of the
///   units
/// @param activity what the units did, if it was asked for
/// @param simulatedCycles all cycles that the simulator ran, reset and loading of the program
///   included
/// @param batchTime wall-clock time that the simulator spent between start and done; differs from
///   run to run
public record RunReport(
    List<Tensor> outputs,
    long cycles,
    long predictedCycles,
    long macs,
    SequencedMap<String, Long> counters,
    Optional<Activity> activity,
    long simulatedCycles,
    Duration batchTime) {

  public RunReport {
    outputs = List.copyOf(outputs);
    counters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(counters));
  }

  /// Simulated cycles a second between start and done.
  public double cyclesPerSecond() {
    return cycles * 1e9 / Math.max(1, batchTime.toNanos());
  }
}
