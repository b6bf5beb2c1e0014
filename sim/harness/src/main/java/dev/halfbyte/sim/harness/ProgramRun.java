package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.MemoryTiming;
import dev.halfbyte.sim.verilator.RunResult;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// One program on one instance of the accelerator: load commands, start, feed, wait for the
/// interrupt, collect.
final class ProgramRun {
  private static final int RESET_CYCLES = 4;
  private static final long DRAIN_CYCLES = 10_000;
  private static final String CYCLES = "cycles";

  private final Manifest manifest;
  private final ProgramImage image;
  private final AcceleratorSession session;
  private final RunOptions options;

  ProgramRun(
      Manifest manifest, ProgramImage image, AcceleratorSession session, RunOptions options) {
    this.manifest = manifest;
    this.image = image;
    this.session = session;
    this.options = options;
    session.stalls(options.stalls());
    manifest
        .dram()
        .ifPresent(dram -> session.attach(dram, image.dram(), options.dram().orElse(prompt(dram))));
  }

  private static MemoryTiming prompt(Manifest.Dram dram) {
    return MemoryTiming.prompt(dram.latency());
  }

  RunReport execute(long[] beats) {
    Optional<ActivityRecorder> recorder = recorder();
    options.trace().ifPresent(session.simulation()::traceTo);
    session.reset(RESET_CYCLES);
    session.load(image.program());
    session.feed(beats);
    session.start();
    long begin = System.nanoTime();
    RunResult result = session.await(limit());
    Duration batchTime = Duration.ofNanos(System.nanoTime() - begin);
    if (!result.stopped()) {
      throw hang(beats.length, result.cycles());
    }
    session.drain(image.outputBeats(), DRAIN_CYCLES);
    requireClean(beats.length);
    return report(batchTime, recorder.map(ActivityRecorder::activity));
  }

  private Optional<ActivityRecorder> recorder() {
    return manifest
        .probes()
        .filter(_ -> options.activity())
        .map(probes -> new ActivityRecorder(session.simulation(), manifest.ports(), probes));
  }

  private void requireClean(int beats) {
    long status = session.value("status");
    boolean done =
        (status & (AcceleratorSession.STATUS_DONE | AcceleratorSession.STATUS_ERROR))
            == AcceleratorSession.STATUS_DONE;
    boolean complete = session.waiting() == 0 && session.sink().available() == image.outputBeats();
    if (!done || !complete) {
      throw new SimulationFailure(
          FailureCode.ACCELERATOR_ERROR,
          "the program ended wrongly: " + state(beats),
          "the program does not fit the accelerator's configuration; build both anew");
    }
  }

  private SimulationFailure hang(int beats, long cycles) {
    return new SimulationFailure(
        FailureCode.ACCELERATOR_HANG,
        "no end of the program after " + cycles + " cycles: " + state(beats),
        "raise the limit of cycles if stalls are likely; else trace the run");
  }

  /// The registers, and how far the streams came.
  private String state(int beats) {
    return session.describe()
        + "in stream took %d of %d beats, out stream gave %d of %d"
            .formatted(
                beats - session.waiting(), beats, session.sink().available(), image.outputBeats());
  }

  private RunReport report(Duration batchTime, Optional<Activity> activity) {
    SequencedMap<String, Long> counters = new LinkedHashMap<>(session.counters());
    long cycles = Optional.ofNullable(counters.remove(CYCLES)).orElseThrow();
    return new RunReport(
        image.outputs(session.sink().take().words()),
        cycles,
        manifest.predictedCycles(),
        manifest.macs(),
        counters,
        activity,
        session.simulation().cycles(),
        batchTime);
  }

  /// Four times the prediction and some, stretched by the mean pace of both streams and the DRAM.
  private long limit() {
    double pace = options.inStalls().pace() * options.outStalls().pace() * options.dramPace();
    return options
        .maxCycles()
        .orElseGet(() -> (long) ((manifest.predictedCycles() * 4.0 + 100_000) / pace));
  }
}
