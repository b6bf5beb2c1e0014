package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.verilog.emit.HardwareFiles;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.cli.rtl.RtlVariant;
import dev.halfbyte.cli.rtl.SimTensors;
import dev.halfbyte.conformance.rtl.BoundProgram;
import dev.halfbyte.conformance.rtl.Hardware;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.sim.harness.IcarusProgramRun;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.harness.RunReport;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.Choices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// A sample of the programs under Icarus Verilog, in the testbench of their builds: another
/// simulator, another driver, and the files that a user gets.
public final class IcarusSubject implements Subject {
  /// As typed after `--targets`.
  public static final String NAME = "icarus";

  /// Each run compiles the accelerator anew.
  private static final int ONE_IN = 64;

  private final int oneIn;
  private final List<Hardware> hardware;

  /// @param oneIn which part of the trials is run, drawn from their variations
  /// @param hardware what is drawn from, the plain one first
  public IcarusSubject(int oneIn, List<Hardware> hardware) {
    this.oneIn = oneIn;
    this.hardware = List.copyOf(hardware);
  }

  /// One trial in many.
  public static IcarusSubject sample() {
    return new IcarusSubject(ONE_IN, Hardware.all());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return RtlVariant.icarus().unavailable();
  }

  @Override
  public SequencedMap<String, Outcome> run(Trial trial) {
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    Choices choices = trial.variation().of(NAME);
    if (!choices.oneIn(oneIn)) {
      return outcomes;
    }
    List<Hardware> candidates = new ArrayList<>(hardware);
    Collections.rotate(candidates, -choices.below(candidates.size()));
    try {
      outcomes.put(NAME, simulate(trial, BoundProgram.place(trial, candidates)));
    } catch (DiagnosticException refusal) {
      outcomes.put(NAME, Refusals.outcome(refusal));
    } catch (RuntimeException fault) {
      outcomes.put(NAME, Refusals.broken(fault));
    }
    return outcomes;
  }

  private static Outcome simulate(Trial trial, BoundProgram.Placement placement) {
    try {
      Path folder = Files.createTempDirectory("halfbyte-conformance-");
      try {
        return outcome(trial, placement, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Outcome outcome(Trial trial, BoundProgram.Placement placement, Path folder)
      throws IOException {
    Schedule schedule = placement.program().schedule();
    for (GeneratedFile file : HardwareFiles.of(schedule)) {
      Path path = folder.resolve(file.path());
      Files.createDirectories(folder.resolve(file.path()).resolveSibling(""));
      Files.write(path, file.content());
    }
    Manifest manifest = Manifest.read(folder.resolve("manifest.json"));
    String place = "on " + placement.hardware().text() + ": ";
    try {
      RunReport report =
          IcarusProgramRun.run(manifest, SimTensors.toSim(trial.arguments().tensors()));
      long predicted = placement.program().prediction().totalCycles();
      return report.cycles() == predicted
          ? new Outcome.Outputs(SimTensors.fromSim(report.outputs()))
          : new Outcome.Broken(place + report.cycles() + " cycles, predicted " + predicted);
    } catch (SimulationFailure failure) {
      return new Outcome.Broken(place + failure.render());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() {
    // Every run ends with its process.
  }
}
