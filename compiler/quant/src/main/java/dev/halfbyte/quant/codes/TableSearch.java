package dev.halfbyte.quant.codes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Finds the parameters of a family whose numbers are closest to given ones, in the mean square.
///
/// One parameter is searched together with the reach, all pairs of them; several are searched in
/// turn, each over all its candidates with the others as they are, until none changes or after
/// eight rounds. Of equally good ones the first is kept, so the result depends on the numbers only.
public final class TableSearch {
  /// Nothing but the whole magnitude, for numbers whose scale is given.
  public static final List<Double> WHOLE = List.of(1.0);

  /// What scales may cut off: 1, 0.95 ... 0.35 of the largest magnitude are tried.
  public static final List<Double> FRACTIONS = fractions();

  private static final int ROUNDS = 8;

  private final SearchedFamily family;
  private final Measure measure;
  private final double magnitude;
  private final List<Double> fractions;
  private final Predicate<TableFamily> allowed;
  private Optional<Found> best = Optional.empty();
  private double leastError = Double.POSITIVE_INFINITY;

  private TableSearch(
      SearchedFamily family,
      Measure measure,
      double magnitude,
      List<Double> fractions,
      Predicate<TableFamily> allowed) {
    this.family = family;
    this.measure = measure;
    this.magnitude = magnitude;
    this.fractions = List.copyOf(fractions);
    this.allowed = allowed;
  }

  /// How far numbers of a family are from what they stand for.
  @FunctionalInterface
  public interface Measure {
    /// @param reach the real number that [TableFamily#one] stands for
    double error(TableFamily family, double reach);
  }

  /// What was chosen.
  ///
  /// @param parameters by name
  /// @param reach the real number that [TableFamily#one] stands for; 0 where all numbers are
  public record Found(SortedMap<String, Long> parameters, double reach) {
    public Found {
      parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      parameters.forEach(
          (name, value) -> text.append(name).append(" = ").append(value).append(", "));
      return text.append("reach ").append(reach).toString();
    }
  }

  /// The best parameters; none where `allowed` refuses all.
  ///
  /// @param magnitude the largest reach
  /// @param fractions of it that are tried
  public static Optional<Found> search(
      SearchedFamily family,
      Measure measure,
      double magnitude,
      List<Double> fractions,
      Predicate<TableFamily> allowed) {
    TableSearch search = new TableSearch(family, measure, magnitude, fractions, allowed);
    if (family.parameters().size() == 1) {
      search.all();
    } else {
      search.inTurn();
    }
    return search.best;
  }

  private static List<Double> fractions() {
    List<Double> fractions = new ArrayList<>();
    for (int step = 0; step <= 13; step++) {
      fractions.add(1 - step * 0.05);
    }
    return List.copyOf(fractions);
  }

  private void all() {
    for (long value : family.parameters().getFirst().candidates()) {
      for (double fraction : fractions) {
        keepBetter(List.of(value), fraction);
      }
    }
  }

  private void inTurn() {
    List<Long> values =
        new ArrayList<>(family.parameters().stream().map(Parameter::start).toList());
    double fraction = 1;
    keepBetter(values, fraction);
    for (int round = 0; round < ROUNDS; round++) {
      double before = leastError;
      for (int p = 0; p < values.size(); p++) {
        long kept = values.get(p);
        for (long value : family.parameters().get(p).candidates()) {
          values.set(p, value);
          kept = keepBetter(values, fraction) ? value : kept;
        }
        values.set(p, kept);
      }
      double keptFraction = fraction;
      for (double candidate : fractions) {
        keptFraction = keepBetter(values, candidate) ? candidate : keptFraction;
      }
      fraction = keptFraction;
      if (!(leastError < before)) {
        return;
      }
    }
  }

  private boolean keepBetter(List<Long> values, double fraction) {
    TableFamily table = family.with(values);
    double error = measure.error(table, fraction * magnitude);
    boolean better = error < leastError && allowed.test(table);
    if (better) {
      leastError = error;
      best = Optional.of(new Found(table.parameters(), fraction * magnitude));
    }
    return better;
  }
}
