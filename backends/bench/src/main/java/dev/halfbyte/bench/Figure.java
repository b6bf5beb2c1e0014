package dev.halfbyte.bench;

import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Optional;

/// One measured number, beside that of the baseline and the goal where there are such.
///
/// @param section what it belongs to, for example `use`
/// @param name what was measured
/// @param unit of value, baseline and goal
/// @param baseline the same of what is usual: the plain array, the machine's ceiling, a peer
/// @param spread least and greatest of the samples whose median `value` is
public record Figure(
    String section,
    String name,
    double value,
    String unit,
    Optional<Double> baseline,
    Optional<Spread> spread,
    Optional<Goal> goal) {

  /// Where the samples lie.
  public record Spread(double least, double most) {}

  /// What a value should reach.
  ///
  /// @param atLeast whether larger is better
  public record Goal(double limit, boolean atLeast) {
    boolean met(double value) {
      return atLeast ? value >= limit : value <= limit;
    }

    @Override
    public String toString() {
      return (atLeast ? ">= " : "<= ") + number(limit);
    }
  }

  public static Figure of(String section, String name, double value, String unit) {
    return new Figure(
        section, name, value, unit, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// The median of samples.
  public static Figure of(String section, Samples samples) {
    return new Figure(
        section,
        samples.name(),
        samples.median(),
        samples.unit(),
        Optional.empty(),
        Optional.of(new Spread(samples.min(), samples.max())),
        Optional.empty());
  }

  public Figure beside(double other) {
    return new Figure(section, name, value, unit, Optional.of(other), spread, goal);
  }

  public Figure atLeast(double limit) {
    return aiming(new Goal(limit, true));
  }

  public Figure atMost(double limit) {
    return aiming(new Goal(limit, false));
  }

  private Figure aiming(Goal aim) {
    return new Figure(section, name, value, unit, baseline, spread, Optional.of(aim));
  }

  /// Whether there is no goal, or it is reached.
  public boolean isGood() {
    return goal.isEmpty() || goal.get().met(value);
  }

  /// One row of the table.
  public String line() {
    String beside = baseline.map(Figure::number).orElse("");
    String around = spread.map(s -> number(s.least) + ".." + number(s.most)).orElse("");
    String aim = goal.map(g -> g + (isGood() ? " met" : " MISSED")).orElse("");
    return "%-9s %-54s %12s %12s %-8s %-20s %s"
        .formatted(section, name, number(value), beside, unit, aim, around)
        .stripTrailing();
  }

  public JsonObject json() {
    JsonObject object = new JsonObject();
    object.addProperty("section", section);
    object.addProperty("name", name);
    object.addProperty("value", value);
    object.addProperty("unit", unit);
    baseline.ifPresent(other -> object.addProperty("baseline", other));
    spread.ifPresent(s -> {
      object.addProperty("least", s.least);
      object.addProperty("most", s.most);
    });
    goal.ifPresent(g -> {
      object.addProperty(g.atLeast() ? "at_least" : "at_most", g.limit());
      object.addProperty("met", isGood());
    });
    return object;
  }

  private static String number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) >= 10;
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%.4f", value);
  }
}
