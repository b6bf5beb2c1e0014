package dev.halfbyte.cli;

import dev.halfbyte.driver.Targets;
import dev.halfbyte.driver.tune.TuneCode;
import dev.halfbyte.driver.tune.TuneFile;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.backend.Backend;
import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which schedule a target is built with.
final class ScheduleOption {
  private static final String FILE_ENDING = ".json";

  @Option(
      names = "--schedule",
      paramLabel = "CHOICES",
      description = {
        "a file that `tune` wrote, or choices such as fuse=off,tile=6x32;",
        "none of them changes a bit"
      })
  Optional<String> schedule = Optional.empty();

  /// Refuses what can be refused before a kernel is quantized.
  void check(String target) {
    if (schedule.isEmpty()) {
      return;
    }
    requireChoices(target);
    if (!isFile()) {
      Schedule.parse(schedule.get());
    }
  }

  /// The schedule for a program on a target.
  ///
  /// @throws DiagnosticException if the target has no such choices, or the file is not for these
  Schedule of(SealedProgram program, String target) {
    if (schedule.isEmpty()) {
      return Schedule.DEFAULT;
    }
    requireChoices(target);
    if (!isFile()) {
      return Schedule.parse(schedule.get());
    }
    TuneFile file = TuneFile.read(Path.of(schedule.get()));
    file.requireFor(program.hash(), target);
    return file.schedule();
  }

  private boolean isFile() {
    return schedule.orElseThrow().endsWith(FILE_ENDING);
  }

  /// Refuses a target that has no schedules, and names those that have.
  static void requireChoices(String target) {
    Map<String, Backend> all = Targets.available().all();
    if (!Executions.backend(target).scheduleChoices(target).isEmpty()) {
      return;
    }
    List<String> others =
        all.entrySet().stream()
            .filter(entry -> !entry.getValue().scheduleChoices(entry.getKey()).isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    throw new DiagnosticException(
        Diagnostic.error(
                TuneCode.NO_CHOICES, "target `%s` has no choices of a schedule".formatted(target))
            .help("targets that have some: " + String.join(", ", others)));
  }
}
