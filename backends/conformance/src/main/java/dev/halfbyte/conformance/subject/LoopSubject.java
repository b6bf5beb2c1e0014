package dev.halfbyte.conformance.subject;

import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.interp.LoopInterpreter;
import dev.halfbyte.loop.lower.LoopLowering;
import dev.halfbyte.source.DiagnosticException;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/// The loop interpreter on what the lowering makes for a target, before and after fusion.
///
/// The target is drawn from the variation: tile shape, forms of activations and weights, lanes,
/// limit of scratch.
public final class LoopSubject implements Subject {
  /// As typed after `--targets`.
  public static final String NAME = "loops";

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
    TargetFacts facts = TargetVariation.draw(trial.variation().of(NAME));
    SequencedMap<String, Outcome> outcomes = new LinkedHashMap<>();
    outcomes.put(NAME + "-apart", outcome(trial, facts.unfused()));
    outcomes.put(NAME + "-fused", outcome(trial, facts));
    return outcomes;
  }

  private static Outcome outcome(Trial trial, TargetFacts facts) {
    try {
      LoopProgram loops = LoopLowering.lower(trial.program(), facts);
      return new Outcome.Outputs(LoopInterpreter.run(loops, trial.arguments()));
    } catch (DiagnosticException refusal) {
      return Refusals.outcome(refusal);
    } catch (RuntimeException fault) {
      return Refusals.broken(fault);
    }
  }

  @Override
  public void close() {
    // Nothing outlives a run.
  }
}
