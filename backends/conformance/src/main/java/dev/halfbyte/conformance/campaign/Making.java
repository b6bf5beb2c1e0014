package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.judge.Finding;
import dev.halfbyte.conformance.judge.Judge;
import dev.halfbyte.conformance.subject.Refusals;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.testkit.Choices;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The way from choices to a trial and its results, which can fail, too.
sealed interface Making {
  /// The choices that were drawn.
  List<Integer> record();

  /// With results of the interpreter.
  record Ready(Trial trial, SequencedMap<String, Tensor> expected, List<Integer> record)
      implements Making {}

  /// The compiler refuses the program, with a diagnostic that is known.
  record Refused(List<Integer> record) implements Making {}

  /// A fault of ours.
  record Failed(Finding finding, List<Integer> record) implements Making {
    /// What and where: two faults are one when this is equal.
    String signature() {
      String kind = finding.what().lines().findFirst().orElse("").replaceFirst(":.*", "");
      return kind
          + finding
              .what()
              .lines()
              .filter(line -> line.strip().startsWith("at dev.halfbyte"))
              .findFirst()
              .orElse("");
    }
  }

  static Making of(Recipe recipe, Choices choices, Variation variation) {
    try {
      Optional<Recipe.Made> made = recipe.make(choices, variation);
      if (made.isEmpty()) {
        return new Refused(choices.recorded());
      }
      Trial trial = made.orElseThrow().trial();
      return new Ready(trial, Judge.expected(trial), made.orElseThrow().record());
    } catch (RuntimeException fault) {
      String trace = Refusals.broken(fault).what();
      Finding finding = new Finding(Failure.COMPILER, Finding.Kind.BROKEN, trace);
      return new Failed(finding, choices.recorded());
    }
  }
}
