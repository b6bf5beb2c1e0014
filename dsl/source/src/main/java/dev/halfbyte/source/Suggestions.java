package dev.halfbyte.source;

import java.util.Collection;
import java.util.Optional;

/// Finds the name that a user probably meant.
public final class Suggestions {
  private static final int LONGEST = 64;
  private static final int MOST_CANDIDATES = 1000;

  private Suggestions() {}

  /// "did you mean `x`?" for the candidate closest to `name`, if one is close: at most a third of
  /// the letters differ, and no more than three. Of equally close candidates the first wins; only
  /// the first thousand are considered.
  public static Optional<String> didYouMean(String name, Collection<String> candidates) {
    return closest(name, candidates).map(best -> "did you mean `" + best + "`?");
  }

  /// The candidate that [#didYouMean] proposes.
  public static Optional<String> closest(String name, Collection<String> candidates) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    int bestDistance = Math.min(3, Math.max(1, name.length() / 3)) + 1;
    Optional<String> best = Optional.empty();
    int considered = 0;
    for (String candidate : candidates) {
      considered++;
      if (considered > MOST_CANDIDATES) {
        break;
      }
      if (candidate.equals(name) || Math.abs(candidate.length() - name.length()) >= bestDistance) {
        continue;
      }
      int distance = distance(name, candidate);
      boolean shareLetters = distance < Math.max(name.length(), candidate.length());
      if (distance < bestDistance && shareLetters) {
        bestDistance = distance;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /// Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours.
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(d[i - 1][j], d[i][j - 1]) + 1;
        best = Math.min(best, d[i - 1][j - 1] + substitution);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        d[i][j] = swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
      }
    }
    return d[a.length()][b.length()];
  }
}
