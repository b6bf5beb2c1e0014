package dev.halfbyte.driver.tune;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Tuner;
import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.source.CompilerBug;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// Measures by running: the library of a schedule and that of the default in turn, so that a drift
/// of the clock meets both, each sample long enough for the clock.
///
/// What counts is the time in which this thread had its core, as others may want it too. The
/// outputs of both must be the same bits.
public final class PairedMeasurer implements Measurer, AutoCloseable {
  private static final double SAMPLE_SECONDS = 8e-3;
  private static final int MOST_RUNS = 1_000_000;

  private final Tuner tuner;
  private final SealedProgram program;
  private final Arguments inputs;
  private final Tuner.Loaded usual;
  private final int runs;

  private PairedMeasurer(Tuner tuner, SealedProgram program, Arguments inputs) {
    this.tuner = tuner;
    this.program = program;
    this.inputs = inputs;
    this.usual = tuner.load(program, Schedule.DEFAULT.options(), inputs);
    double once = Math.min(seconds(usual, 1), seconds(usual, 1));
    this.runs = Math.clamp(Math.round(SAMPLE_SECONDS / Math.max(once, 1e-7)), 1, MOST_RUNS);
  }

  /// Builds the default.
  public static PairedMeasurer of(Tuner tuner, SealedProgram program, Arguments inputs) {
    return new PairedMeasurer(tuner, program, inputs);
  }

  @Override
  public Measurement measure(Schedule schedule, int samples) {
    try (Tuner.Loaded other = tuner.load(program, schedule.options(), inputs)) {
      other.run();
      if (!other.outputs().equals(usual.outputs())) {
        throw new CompilerBug("schedule " + schedule + " changes bits of " + program.hash());
      }
      List<Double> ratios = new ArrayList<>();
      double before = seconds(usual, runs);
      for (int i = 0; i < samples; i++) {
        double own = seconds(other, runs);
        double after = seconds(usual, runs);
        ratios.add((before + after) / 2 / own);
        before = after;
      }
      return new Measurement(ratios);
    }
  }

  private static double seconds(Tuner.Loaded loaded, int runs) {
    var threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < runs; i++) {
      loaded.run();
    }
    return Math.max(1, threads.getCurrentThreadCpuTime() - begin) * 1e-9;
  }

  @Override
  public void close() {
    usual.close();
  }
}
