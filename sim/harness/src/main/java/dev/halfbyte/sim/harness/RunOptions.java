package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.BusStalls;
import dev.halfbyte.sim.verilator.MemoryTiming;
import dev.halfbyte.sim.verilator.Stalls;
import java.nio.file.Path;
import java.util.Optional;

/// How a program is run.
///
/// @param inStalls pauses of the in stream
/// @param outStalls pauses of the out stream
/// @param seed what unset registers and memories hold before the program writes them
/// @param trace waveform file, its format told by its ending (.vcd or .fst)
/// @param maxCycles cycles after start before the run counts as hung; a multiple of the prediction
///   when absent
/// @param dram when a DRAM answers, if there is one; always after the latency of the manifest when
///   absent
/// @param activity whether to record what the units do, which takes a model of its own
public record RunOptions(
    Stalls inStalls,
    Stalls outStalls,
    int seed,
    Optional<Path> trace,
    Optional<Long> maxCycles,
    Optional<MemoryTiming> dram,
    boolean activity) {
  /// Cycles that a DRAM with stalls takes at most for an answer.
  private static final int LONGEST_LATENCY = 100;

  /// No stalls, seed 1, no trace: the conditions under which cycles equal the prediction.
  public static RunOptions standard() {
    return new RunOptions(
        Stalls.none(),
        Stalls.none(),
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /// Both streams and a DRAM pause with the given probability, from seeds derived from one; the
  /// DRAM takes 1 to 100 cycles for an answer. A probability of 0 changes nothing for the DRAM.
  public RunOptions withStalls(long stallSeed, double probability) {
    return new RunOptions(
        new Stalls(stallSeed, probability),
        new Stalls(~stallSeed, probability),
        seed,
        trace,
        maxCycles,
        probability > 0
            ? Optional.of(MemoryTiming.random(stallSeed, probability, LONGEST_LATENCY))
            : dram,
        activity);
  }

  /// A DRAM answers as `timing` says.
  public RunOptions withDram(MemoryTiming timing) {
    return new RunOptions(
        inStalls, outStalls, seed, trace, maxCycles, Optional.of(timing), activity);
  }

  /// The least pace of the handshakes of a DRAM.
  double dramPace() {
    return dram.stream()
        .flatMap(timing -> timing.stalls().channels().stream())
        .mapToDouble(Stalls::pace)
        .min()
        .orElse(1);
  }

  /// The pauses of all handshakes; the register bus has none.
  HandshakeStalls stalls() {
    return new HandshakeStalls(inStalls, outStalls, BusStalls.none());
  }

  public RunOptions withSeed(int newSeed) {
    return new RunOptions(inStalls, outStalls, newSeed, trace, maxCycles, dram, activity);
  }

  public RunOptions withTrace(Path file) {
    return new RunOptions(inStalls, outStalls, seed, Optional.of(file), maxCycles, dram, activity);
  }

  public RunOptions withMaxCycles(long cycles) {
    return new RunOptions(inStalls, outStalls, seed, trace, Optional.of(cycles), dram, activity);
  }

  /// Records what the units do.
  public RunOptions withActivity() {
    return new RunOptions(inStalls, outStalls, seed, trace, maxCycles, dram, true);
  }
}
