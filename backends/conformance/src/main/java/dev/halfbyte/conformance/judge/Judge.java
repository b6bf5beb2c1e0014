package dev.halfbyte.conformance.judge;

import dev.halfbyte.conformance.subject.Outcome;
import dev.halfbyte.conformance.subject.Subject;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;

/// Compares what subjects give with what the interpreter gives, bit by bit.
public final class Judge {
  private Judge() {}

  /// The bits that every execution of `trial` must give.
  public static SequencedMap<String, Tensor> expected(Trial trial) {
    return Interpreter.run(
        trial.program().program(), trial.arguments().tensors(), trial.arguments().dims());
  }

  /// Runs `subject` on `trial`.
  ///
  /// @param expected from [#expected]
  public static Verdict judge(Trial trial, SequencedMap<String, Tensor> expected, Subject subject)
      throws InterruptedException {
    int agreed = 0;
    TreeSet<String> refusals = new TreeSet<>();
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, Outcome> entry : subject.run(trial).entrySet()) {
      switch (entry.getValue()) {
        case Outcome.NoForm refusal -> refusals.add(refusal.code().code());
        case Outcome.Broken broken ->
            findings.add(new Finding(entry.getKey(), Finding.Kind.BROKEN, broken.what()));
        case Outcome.Outputs outputs -> {
          Optional<String> difference = difference(expected, outputs.tensors());
          if (difference.isPresent()) {
            String what = difference.orElseThrow();
            findings.add(new Finding(entry.getKey(), Finding.Kind.DIFFERENT, what));
          } else {
            agreed++;
          }
        }
      }
    }
    return new Verdict(agreed, refusals, findings);
  }

  private static Optional<String> difference(
      SequencedMap<String, Tensor> expected, SequencedMap<String, Tensor> actual) {
    if (!List.copyOf(expected.keySet()).equals(List.copyOf(actual.keySet()))) {
      return Optional.of("outputs " + expected.keySet() + ", got " + actual.keySet());
    }
    for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
      Tensor got = java.util.Objects.requireNonNull(actual.get(entry.getKey()));
      Optional<String> difference = TensorAssertions.difference(entry.getValue(), got);
      if (difference.isPresent()) {
        return difference.map(text -> "`" + entry.getKey() + "`: " + text);
      }
    }
    return Optional.empty();
  }
}
