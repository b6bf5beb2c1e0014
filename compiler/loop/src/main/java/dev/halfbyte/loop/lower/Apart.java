package dev.halfbyte.loop.lower;

import dev.halfbyte.loop.Repeat;
import dev.halfbyte.loop.Stage;
import dev.halfbyte.loop.Step;
import dev.halfbyte.loop.TargetFacts;
import dev.halfbyte.loop.schedule.ScheduleCode;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Suggestions;
import java.util.ArrayList;
import java.util.List;

/// Names of stages that a schedule keeps apart.
final class Apart {
  private Apart() {}

  /// Refuses names that no stage has.
  static void check(List<Step> steps, TargetFacts facts) {
    List<String> names = new ArrayList<>();
    collect(steps, names);
    for (String name : facts.choices().apart()) {
      if (!names.contains(name)) {
        throw new DiagnosticException(
            Diagnostic.error(
                    ScheduleCode.NO_GROUP, "there is no stage `%s` to keep apart".formatted(name))
                .help(
                    Suggestions.didYouMean(name, names)
                        .orElse("stages: " + String.join(", ", names))));
      }
    }
  }

  private static void collect(List<Step> steps, List<String> names) {
    for (Step step : steps) {
      switch (step) {
        case Stage stage -> names.add(stage.name());
        case Repeat repeat -> collect(repeat.steps(), names);
      }
    }
  }
}
