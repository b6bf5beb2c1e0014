package dev.halfbyte.conformance.subject;

import dev.halfbyte.conformance.rtl.BoundProgram;
import dev.halfbyte.conformance.rtl.Hardware;
import dev.halfbyte.conformance.rtl.HardwareModels;
import dev.halfbyte.conformance.rtl.ProgramRuns;
import dev.halfbyte.conformance.rtl.RandomHardware;
import dev.halfbyte.conformance.rtl.RunFault;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.sim.harness.AcceleratorSession;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.Toolchain;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.Choices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The verilated accelerator in a configuration drawn from the trial, and the interpreter of its
/// commands in any other.
///
/// Each trial opens an instance whose registers and memories hold values drawn from the trial, and
/// runs the program on it several times: without pauses, after a reset in the middle, and again on
/// memories full of another run's data. Nothing else carries over from trial to trial, so that a
/// trial repeats.
public final class RtlSubject implements Subject {
  /// As typed after `--targets`.
  public static final String NAME = "rtl";

  private final HardwareModels models;
  private final List<Hardware> hardware;

  /// @param hardware what is drawn from, the plain one first
  public RtlSubject(HardwareModels models, List<Hardware> hardware) {
    this.models = models;
    this.hardware = List.copyOf(hardware);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> unavailable() {
    try {
      Toolchain.find();
      return Optional.empty();
    } catch (SimulationFailure missing) {
      return Optional.of(missing.render());
    }
  }

  @Override
  public SequencedMap<String, Outcome> run(Trial trial) {
    Choices choices = trial.variation().of(NAME);
    List<Hardware> candidates = new ArrayList<>(hardware);
    Collections.rotate(candidates, -choices.below(candidates.size()));
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    try {
      simulate(trial, BoundProgram.place(trial, candidates), choices, outcomes);
      if (trial.variation().seed() != 0) {
        interpret(trial, choices, outcomes);
      }
    } catch (DiagnosticException refusal) {
      outcomes.put(NAME, Refusals.outcome(refusal));
    } catch (RuntimeException fault) {
      outcomes.put(NAME, Refusals.broken(fault));
    }
    return outcomes;
  }

  private void simulate(
      Trial trial,
      BoundProgram.Placement placement,
      Choices choices,
      SequencedMap<String, Outcome> outcomes) {
    Hardware chosen = placement.hardware();
    int seed = choices.below(Integer.MAX_VALUE);
    try (AcceleratorSession session = models.open(chosen, seed)) {
      ProgramRuns runs = new ProgramRuns(session, placement.program(), choices);
      boolean sound = record(NAME, chosen, runs::smooth, outcomes);
      if (sound && trial.variation().seed() != 0) {
        sound = record(NAME + "-again", chosen, runs::again, outcomes);
      }
      if (sound && trial.variation().seed() != 0) {
        record(NAME + "-reset", chosen, runs::afterReset, outcomes);
      }
    }
  }

  /// One run of the program.
  private interface Run {
    SequencedMap<String, Tensor> outputs() throws RunFault;
  }

  /// Puts down how a run ended, and tells whether the accelerator can go on.
  private static boolean record(
      String execution, Hardware chosen, Run run, SequencedMap<String, Outcome> outcomes) {
    try {
      outcomes.put(execution, new Outcome.Outputs(run.outputs()));
      return true;
    } catch (RunFault | SimulationFailure fault) {
      outcomes.put(
          execution, new Outcome.Broken("on " + chosen.text() + ": " + fault.getMessage()));
      return false;
    }
  }

  /// Schedules the program for hardware of any shape, which it may not fit.
  private static void interpret(
      Trial trial, Choices choices, SequencedMap<String, Outcome> outcomes) {
    String execution = NAME + "-commands";
    try {
      BoundProgram program = BoundProgram.on(trial, RandomHardware.draw(choices));
      outcomes.put(execution, new Outcome.Outputs(program.interpret()));
    } catch (DiagnosticException refusal) {
      outcomes.put(execution, Refusals.outcome(refusal));
    } catch (RuntimeException fault) {
      outcomes.put(execution, Refusals.broken(fault));
    }
  }

  @Override
  public void close() {
    // Instances end with their trial.
  }
}
