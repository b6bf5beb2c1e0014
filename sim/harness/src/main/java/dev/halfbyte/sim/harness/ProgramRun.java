package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.RegisterBus;
import dev.halfbyte.sim.verilator.RunResult;
import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.StopCondition;
import dev.halfbyte.sim.verilator.StreamSink;
import dev.halfbyte.sim.verilator.StreamSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// One program on one instance of the accelerator: load commands, start, feed, wait for the
/// interrupt, collect.
final class ProgramRun {
  private static final int START = 1;
  private static final int STATUS_DONE = 2;
  private static final int STATUS_ERROR = 4;
  private static final int RESET_CYCLES = 4;
  private static final long DRAIN_CYCLES = 10_000;

  private final Manifest manifest;
  private final ProgramImage image;
  private final Simulation simulation;
  private final RunOptions options;
  private final StreamSource source;
  private final StreamSink sink;
  private final RegisterBus bus;

  ProgramRun(Manifest manifest, ProgramImage image, Simulation simulation, RunOptions options) {
    this.manifest = manifest;
    this.image = image;
    this.simulation = simulation;
    this.options = options;
    this.source = simulation.source(manifest.ports().streamIn(), options.inStalls());
    this.sink = simulation.sink(manifest.ports().streamOut(), options.outStalls());
    this.bus = simulation.registers(manifest.ports().registers());
  }

  RunReport execute(long[] beats) {
    options.trace().ifPresent(simulation::traceTo);
    simulation.reset(RESET_CYCLES);
    bus.writeBlock(manifest.commandWindow(), image.program());
    source.push(beats);
    bus.write(manifest.register("ctrl").address(), START);
    long begin = System.nanoTime();
    RunResult result =
        simulation.run(limit(), new StopCondition.PortEquals(manifest.ports().irq(), 1));
    Duration batchTime = Duration.ofNanos(System.nanoTime() - begin);
    if (!result.stopped()) {
      throw hang(beats.length, result.cycles());
    }
    drain();
    requireClean(beats.length);
    return report(batchTime);
  }

  /// The last beats may still be on their way when the program has ended.
  private void drain() {
    if (image.outputBeats() > sink.available()) {
      simulation.run(DRAIN_CYCLES, new StopCondition.BeatsReceived(sink, image.outputBeats()));
    }
  }

  private void requireClean(int beats) {
    long status = value(manifest.register("status"));
    boolean complete = source.waiting() == 0 && sink.available() == image.outputBeats();
    if ((status & STATUS_ERROR) != 0 || (status & STATUS_DONE) == 0 || !complete) {
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

  /// All registers but the control register, and how far the streams came.
  private String state(int beats) {
    StringBuilder text = new StringBuilder();
    manifest
        .registers()
        .forEach((name, register) -> {
          if (!name.equals("ctrl")) {
            text.append(name).append(' ').append(value(register)).append(", ");
          }
        });
    return text.append("in stream took ")
        .append(beats - source.waiting())
        .append(" of ")
        .append(beats)
        .append(" beats, out stream gave ")
        .append(sink.available())
        .append(" of ")
        .append(image.outputBeats())
        .toString();
  }

  private RunReport report(Duration batchTime) {
    SequencedMap<String, Long> counters = new LinkedHashMap<>();
    manifest
        .registers()
        .forEach((name, register) -> {
          if (register.width() == 64 && !name.equals("cycles")) {
            counters.put(name, value(register));
          }
        });
    return new RunReport(
        image.outputs(sink.take().words()),
        value(manifest.register("cycles")),
        manifest.predictedCycles(),
        manifest.macs(),
        counters,
        simulation.cycles(),
        batchTime);
  }

  private long value(Manifest.Register register) {
    return register.width() == 64
        ? bus.readLong(register.address())
        : bus.read(register.address()) & 0xffff_ffffL;
  }

  /// Four times the prediction and some, stretched by the mean pace of both streams.
  private long limit() {
    double pace = (1 - options.inStalls().probability()) * (1 - options.outStalls().probability());
    return options
        .maxCycles()
        .orElseGet(() -> (long) ((manifest.predictedCycles() * 4.0 + 100_000) / pace));
  }
}
