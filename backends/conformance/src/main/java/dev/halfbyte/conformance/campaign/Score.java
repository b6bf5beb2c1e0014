package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.judge.Verdict;
import dev.halfbyte.conformance.trial.Recipe;
import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.testkit.coverage.Cell;
import dev.halfbyte.testkit.coverage.Coverage;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a campaign has seen so far; grows, and adds up.
public final class Score {
  private final SortedMap<String, Long> recipes = new TreeMap<>();
  private final SortedMap<String, Long> refusedRecipes = new TreeMap<>();
  private final SortedMap<Cell, Long> coverage = new TreeMap<>();
  private final SortedMap<String, Tally> tallies = new TreeMap<>();
  private long interpreterNanoseconds;
  private long compilerFaults;

  void made(Recipe recipe, Trial trial, long time) {
    recipes.merge(recipe.toString(), 1L, Long::sum);
    Coverage seen = Coverage.of(trial.program().program(), trial.arguments());
    seen.counts().forEach((cell, count) -> coverage.merge(cell, count, Long::sum));
    interpreterNanoseconds += time;
  }

  void refused(Recipe recipe) {
    refusedRecipes.merge(recipe.toString(), 1L, Long::sum);
  }

  void failed() {
    compilerFaults++;
  }

  /// Time that `subject` spent on several programs at once.
  void prepared(String subject, long time) {
    tallies.put(subject, tallies.getOrDefault(subject, Tally.ZERO).plus(time));
  }

  void judged(String subject, Verdict verdict, long time) {
    tallies.put(subject, tallies.getOrDefault(subject, Tally.ZERO).plus(verdict, time));
  }

  void add(Score other) {
    other.recipes.forEach((name, count) -> recipes.merge(name, count, Long::sum));
    other.refusedRecipes.forEach((name, count) -> refusedRecipes.merge(name, count, Long::sum));
    other.coverage.forEach((cell, count) -> coverage.merge(cell, count, Long::sum));
    other.tallies.forEach((name, tally) -> tallies.merge(name, tally, Tally::plus));
    interpreterNanoseconds += other.interpreterNanoseconds;
    compilerFaults += other.compilerFaults;
  }

  /// Programs by recipe.
  public SortedMap<String, Long> recipes() {
    return Collections.unmodifiableSortedMap(recipes);
  }

  /// Programs that the compiler refused, by recipe.
  public SortedMap<String, Long> refusedRecipes() {
    return Collections.unmodifiableSortedMap(refusedRecipes);
  }

  /// What programs held.
  public Coverage coverage() {
    return new Coverage(coverage);
  }

  /// Executions that failed, and programs that the compiler failed on.
  public long findings() {
    return compilerFaults + tallies.values().stream().mapToLong(Tally::findings).sum();
  }

  /// Programs that the compiler failed on.
  public long compilerFaults() {
    return compilerFaults;
  }

  /// By name of the subject.
  public SortedMap<String, Tally> tallies() {
    return Collections.unmodifiableSortedMap(tallies);
  }

  /// Programs made, sealed and interpreted in a second of one thread.
  public double interpreterRate() {
    long made = recipes.values().stream().mapToLong(Long::longValue).sum();
    return interpreterNanoseconds == 0 ? 0 : made * 1e9 / interpreterNanoseconds;
  }
}
