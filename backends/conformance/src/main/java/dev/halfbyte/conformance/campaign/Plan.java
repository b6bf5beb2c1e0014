package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.subject.Subjects;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Variation;
import dev.halfbyte.testkit.Choices;
import java.nio.file.Path;
import java.util.List;

/// What a campaign does; equal plans try equal programs, whatever the number of jobs.
///
/// @param programs how many
/// @param seed of everything random
/// @param subjects what every program runs on
/// @param recipes programs take turns in them
/// @param jobs threads, each with subjects of its own
/// @param crashes where crash folders go
/// @param mostFailures after so many different failures the campaign ends
/// @param shrinkTrials how many simpler programs are tried for one failure
public record Plan(
    long programs,
    long seed,
    Subjects subjects,
    List<Recipe> recipes,
    int jobs,
    Path crashes,
    int mostFailures,
    int shrinkTrials) {
  /// One program in so many runs without any variation, as a user without options runs it.
  private static final int PLAIN = 4;

  public Plan {
    recipes = List.copyOf(recipes);
  }

  /// How program `index` is made.
  public Recipe recipe(long index) {
    return recipes.get(Math.floorMod(index, recipes.size()));
  }

  /// What program `index` is made of.
  public Choices choices(long index) {
    return Choices.seeded(mix(seed, 2 * index));
  }

  /// What is varied in program `index`.
  public Variation variation(long index) {
    return new Variation(
        Math.floorMod(index / recipes.size(), PLAIN) == 0 ? 0 : mix(seed, 2 * index + 1));
  }

  /// What decides which programs are tried and on what, in words.
  public String words() {
    return "%d programs of seed %d, recipes %s, targets %s, %s"
        .formatted(programs, seed, recipes, subjects.names(), subjects.options());
  }

  /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014) over both.
  private static long mix(long seed, long index) {
    long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
