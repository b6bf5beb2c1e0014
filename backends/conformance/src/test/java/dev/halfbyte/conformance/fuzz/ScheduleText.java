package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.backend.llvm.TargetShapes;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.loop.schedule.Schedule;

/// Schedules as `build --schedule` takes them. Law: what parses prints and parses to itself, and a
/// target has it or refuses it.
public final class ScheduleText {
  private ScheduleText() {}

  /// Entry of the fuzzer.
  public static void fuzzerTestOneInput(byte[] input) {
    Law.accepted(() -> Schedule.parse(Law.text(input)))
        .ifPresent(schedule -> {
          Law.equal(schedule, Schedule.parse(schedule.toString()), "parse(print(s)) = s");
          Law.equal(schedule, Schedule.of(schedule.options()), "of(options(s)) = s");
          var _ = Law.accepted(() -> schedule.on(TargetShapes.of(IsaFamily.X86_64)));
        });
  }
}
