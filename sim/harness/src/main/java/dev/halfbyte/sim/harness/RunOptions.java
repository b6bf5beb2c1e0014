package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.BusStalls;
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
/// @param activity whether to record what the units do, which takes a model of its own
public record RunOptions(
    Stalls inStalls,
    Stalls outStalls,
    int seed,
    Optional<Path> trace,
    Optional<Long> maxCycles,
    boolean activity) {

  /// No stalls, seed 1, no trace: the conditions under which cycles equal the prediction.
  public static RunOptions standard() {
    return new RunOptions(
        Stalls.none(), Stalls.none(), 1, Optional.empty(), Optional.empty(), false);
  }

  /// Both streams pause with the given probability, from two seeds derived from one.
  public RunOptions withStalls(long stallSeed, double probability) {
    return new RunOptions(
        new Stalls(stallSeed, probability),
        new Stalls(~stallSeed, probability),
        seed,
        trace,
        maxCycles,
        activity);
  }

  /// The pauses of all handshakes; the register bus has none.
  HandshakeStalls stalls() {
    return new HandshakeStalls(inStalls, outStalls, BusStalls.none());
  }

  public RunOptions withSeed(int newSeed) {
    return new RunOptions(inStalls, outStalls, newSeed, trace, maxCycles, activity);
  }

  public RunOptions withTrace(Path file) {
    return new RunOptions(inStalls, outStalls, seed, Optional.of(file), maxCycles, activity);
  }

  public RunOptions withMaxCycles(long cycles) {
    return new RunOptions(inStalls, outStalls, seed, trace, Optional.of(cycles), activity);
  }

  /// Records what the units do.
  public RunOptions withActivity() {
    return new RunOptions(inStalls, outStalls, seed, trace, maxCycles, true);
  }
}
