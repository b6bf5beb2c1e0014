package dev.halfbyte.bench.rtl;

import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Optional;

/// One measured number, beside that of the baseline and the goal where there are such.
///
/// @param section what it belongs to, for example `use`
/// @param name what was measured
/// @param unit of value, baseline and goal
/// @param baseline the same of the plain array, or of the module that stands for what is usual
record Figure(
    String section,
    String name,
    double value,
    String unit,
    Optional<Double> baseline,
    Optional<Goal> goal) {

  /// What a value should reach.
  ///
  /// @param atLeast whether larger is better
  record Goal(double limit, boolean atLeast) {
    boolean met(double value) {
      return atLeast ? value >= limit : value <= limit;
    }

    @Override
    public String toString() {
      return (atLeast ? ">= " : "<= ") + number(limit);
    }
  }

  static Figure of(String section, String name, double value, String unit) {
    return new Figure(section, name, value, unit, Optional.empty(), Optional.empty());
  }

  Figure beside(double other) {
    return new Figure(section, name, value, unit, Optional.of(other), goal);
  }

  Figure atLeast(double limit) {
    return new Figure(section, name, value, unit, baseline, Optional.of(new Goal(limit, true)));
  }

  Figure atMost(double limit) {
    return new Figure(section, name, value, unit, baseline, Optional.of(new Goal(limit, false)));
  }

  /// Whether there is no goal, or it is reached.
  boolean isGood() {
    return goal.isEmpty() || goal.get().met(value);
  }

  /// One row of the table.
  String line() {
    String beside = baseline.map(Figure::number).orElse("");
    String aim = goal.map(g -> g + (isGood() ? " met" : " MISSED")).orElse("");
    return "%-9s %-54s %12s %12s %-8s %s"
        .formatted(section, name, number(value), beside, unit, aim)
        .stripTrailing();
  }

  JsonObject json() {
    JsonObject object = new JsonObject();
    object.addProperty("section", section);
    object.addProperty("name", name);
    object.addProperty("value", value);
    object.addProperty("unit", unit);
    baseline.ifPresent(other -> object.addProperty("baseline", other));
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
