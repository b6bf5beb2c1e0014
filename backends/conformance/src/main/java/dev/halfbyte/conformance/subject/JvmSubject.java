package dev.halfbyte.conformance.subject;

import dev.halfbyte.backend.jvm.JvmKernel;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.source.DiagnosticException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ForkJoinPool;

/// Bytecode in this process: on one slot, and on several.
public final class JvmSubject implements Subject {
  /// As typed after `--targets`.
  public static final String NAME = "jvm";

  private static final int MOST_SLOTS = 5;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public SequencedMap<String, Outcome> run(Trial trial) {
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    int slots = trial.variation().of(NAME).between(2, MOST_SLOTS);
    try {
      JvmKernel kernel = JvmKernel.compile(trial.program());
      outcomes.put(NAME, new Outcome.Outputs(kernel.run(trial.arguments(), Runnable::run, 1)));
      outcomes.put(
          NAME + "-slots",
          new Outcome.Outputs(kernel.run(trial.arguments(), ForkJoinPool.commonPool(), slots)));
    } catch (DiagnosticException refusal) {
      outcomes.put(NAME, Refusals.outcome(refusal));
    } catch (RuntimeException | LinkageError fault) {
      outcomes.put(NAME, Refusals.broken(fault));
    }
    return outcomes;
  }

  @Override
  public void close() {
    // Nothing outlives a run.
  }
}
