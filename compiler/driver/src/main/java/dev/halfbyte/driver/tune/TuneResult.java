package dev.halfbyte.driver.tune;

import dev.halfbyte.loop.schedule.Schedule;
import java.util.List;
import java.util.Locale;

/// What a search found.
///
/// @param tried all schedules that were measured, the default first
/// @param best the one to take: the default unless another is better by more than [#ENOUGH], in a
///   longer measurement too
/// @param left schedules next to the best one for which no time was left
public record TuneResult(List<Trial> tried, Trial best, int left) {
  /// What is no more than that does not count as faster.
  public static final double ENOUGH = 1.03;

  public TuneResult {
    tried = List.copyOf(tried);
  }

  /// A schedule that was measured.
  ///
  /// @param predicted how many times as fast as the default, by the model
  public record Trial(Schedule schedule, double predicted, Measurement measured) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s: %.3f times as fast as the default (%.3f..%.3f, %d samples)",
          schedule,
          measured.median(),
          measured.low(),
          measured.high(),
          measured.ratios().size());
    }
  }

  /// Whether a schedule is better than the default.
  public boolean isBetter() {
    return !best.schedule().equals(Schedule.DEFAULT);
  }

  /// The outcome in a sentence.
  public String sentence() {
    String rest = left == 0 ? "" : "; time was over before %d more".formatted(left);
    return isBetter()
        ? "%s; best of %d tried%s".formatted(best, tried.size(), rest)
        : "the model's choice is within 3 %% of the best of %d tried%s"
            .formatted(tried.size(), rest);
  }
}
