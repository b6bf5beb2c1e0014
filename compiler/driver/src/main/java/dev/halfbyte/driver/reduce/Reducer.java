package dev.halfbyte.driver.reduce;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Cuts parts from a text, one after the other, as long as it stays interesting.
final class Reducer {
  private final Candidates candidates;
  private final Predicate<String> interesting;
  private final Predicate<String> progress;

  /// @param progress told of each smaller text; whether to go on
  Reducer(Candidates candidates, Predicate<String> interesting, Predicate<String> progress) {
    this.candidates = candidates;
    this.interesting = interesting;
    this.progress = progress;
  }

  /// A text that no single cut makes smaller, or the best one when `progress` had enough.
  String reduce(String text) {
    String best = text;
    String before;
    do {
      before = best;
      best = pass(best);
    } while (!best.equals(before) && progress.test(best));
    return best;
  }

  private String pass(String text) {
    String best = text;
    List<Supplier<Optional<String>>> cuts = candidates.of(best);
    int position = 0;
    while (position < cuts.size()) {
      Optional<String> simpler = cuts.get(position).get();
      if (simpler.isEmpty()
          || !isSimpler(simpler.get(), best)
          || !interesting.test(simpler.get())) {
        position++;
        continue;
      }
      best = simpler.get();
      if (!progress.test(best)) {
        return best;
      }
      // The cuts after this one stand at about the same position in the new list.
      cuts = candidates.of(best);
    }
    return best;
  }

  /// Shorter, or of equal length and earlier, so that there is an end.
  private static boolean isSimpler(String candidate, String text) {
    return candidate.length() < text.length()
        || (candidate.length() == text.length() && candidate.compareTo(text) < 0);
  }
}
