package dev.halfbyte.driver.tune;

import dev.halfbyte.loop.schedule.Schedule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/// Climbs from the default: measures all schedules that differ from the best one so far in one
/// choice, those that the model predicts to be fastest first, until none of them is better or time
/// is over. What seems better than the default is measured again, longer, before it counts.
public final class TuneSearch {
  private static final int SAMPLES = 11;
  private static final int SAMPLES_AGAIN = 31;

  /// Less is noise and no way to climb.
  private static final double STEP = 1.005;

  private final Function<Schedule, List<Neighbour>> neighbours;
  private final Measurer measurer;
  private final BooleanSupplier timeIsLeft;
  private final Consumer<String> progress;
  private final SequencedMap<Schedule, TuneResult.Trial> tried = new LinkedHashMap<>();

  /// A schedule that may be tried.
  ///
  /// @param predicted how many times as fast as the default, by the model
  public record Neighbour(Schedule schedule, double predicted) {}

  /// @param neighbours of a schedule, in the order in which they are tried
  /// @param timeIsLeft asked before each measurement but that of the default
  /// @param progress told of every measurement
  public TuneSearch(
      Function<Schedule, List<Neighbour>> neighbours,
      Measurer measurer,
      BooleanSupplier timeIsLeft,
      Consumer<String> progress) {
    this.neighbours = neighbours;
    this.measurer = measurer;
    this.timeIsLeft = timeIsLeft;
    this.progress = progress;
  }

  /// Searches; to be called once.
  public TuneResult run() {
    TuneResult.Trial usual = trial(new Neighbour(Schedule.DEFAULT, 1), SAMPLES);
    TuneResult.Trial best = usual;
    int left = 0;
    boolean climbs = true;
    while (climbs) {
      left = 0;
      TuneResult.Trial from = best;
      for (Neighbour neighbour : neighbours.apply(from.schedule())) {
        if (tried.containsKey(neighbour.schedule())) {
          continue;
        }
        if (!timeIsLeft.getAsBoolean()) {
          left++;
          continue;
        }
        TuneResult.Trial trial = trial(neighbour, SAMPLES);
        double ahead = trial.measured().median() / best.measured().median();
        best = ahead > (best.equals(from) ? STEP : 1) ? trial : best;
      }
      climbs = !best.equals(from);
    }
    return new TuneResult(List.copyOf(tried.values()), confirmed().orElse(usual), left);
  }

  private TuneResult.Trial trial(Neighbour neighbour, int samples) {
    Measurement measured = measurer.measure(neighbour.schedule(), samples);
    TuneResult.Trial trial =
        new TuneResult.Trial(neighbour.schedule(), neighbour.predicted(), measured);
    tried.put(neighbour.schedule(), trial);
    progress.accept(trial.toString());
    return trial;
  }

  /// The best one that is also better than the default in a longer measurement.
  private Optional<TuneResult.Trial> confirmed() {
    List<TuneResult.Trial> promising = new ArrayList<>(tried.values());
    promising.removeIf(trial ->
        trial.schedule().equals(Schedule.DEFAULT)
            || trial.measured().median() <= TuneResult.ENOUGH);
    promising.sort(Comparator.comparingDouble(trial -> -trial.measured().median()));
    for (TuneResult.Trial trial : promising) {
      TuneResult.Trial again =
          trial(new Neighbour(trial.schedule(), trial.predicted()), SAMPLES_AGAIN);
      if (again.measured().median() > TuneResult.ENOUGH) {
        return Optional.of(again);
      }
    }
    return Optional.empty();
  }
}
