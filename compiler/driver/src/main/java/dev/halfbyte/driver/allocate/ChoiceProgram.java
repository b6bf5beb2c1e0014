package dev.halfbyte.driver.allocate;

import dev.halfbyte.source.CompilerBug;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;
import org.ojalgo.optimisation.integer.IntegerStrategy;
import org.ojalgo.optimisation.integer.IntegerStrategy.GMICutConfiguration;
import org.ojalgo.type.context.NumberContext;

/// One option of each group so that the sum of errors is least and the sum of costs is within a
/// budget: an integer program with a 0-1 variable for each option (Hubara et al., ICML 2021).
///
/// The library that solves it computes in floating point, with tolerances of numbers near 1. So
/// errors and costs go in as what each option has beyond the least of its group, as parts of the
/// largest, and options that are too dear alone stay outside. It works on one thread, so equal
/// inputs give equal choices.
final class ChoiceProgram {
  /// Significant digits to which branches of the search are told apart.
  private static final int DIGITS = 12;

  /// Decimals, likewise.
  private static final int PLACES = 14;

  /// Gomory cuts of version 56.0.0 cut off best answers: one in some hundred random programs came
  /// out worse, or without any. Branching alone was right about all of them.
  private static final GMICutConfiguration NO_CUTS =
      new GMICutConfiguration().withFractionality(0.6).withViolation(BigDecimal.valueOf(1e12));

  private final List<List<Candidate>> groups;

  /// What may be spent beyond the least costs, at least 0.
  private final long budget;

  private ChoiceProgram(List<List<Candidate>> groups, long budget) {
    this.groups = groups;
    this.budget = budget;
  }

  /// One way to do it.
  ///
  /// @param error at least 0, finite
  /// @param cost in the unit of the budget; may be negative
  record Option(double error, long cost) {
    Option {
      if (!(error >= 0 && error < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("error " + error);
      }
    }
  }

  /// An option, by what it has beyond the least of its group.
  private record Candidate(int number, double error, long cost) {}

  /// The number of the chosen option of each group; absent where no choice is within the budget.
  ///
  /// @param groups none of them empty
  static Optional<List<Integer>> solve(List<List<Option>> groups, long budget) {
    long extra = budget - least(groups);
    if (extra < 0) {
      return Optional.empty();
    }
    List<List<Candidate>> candidates = new ArrayList<>();
    for (List<Option> options : groups) {
      candidates.add(candidates(options).stream().filter(c -> c.cost() <= extra).toList());
    }
    return Optional.of(new ChoiceProgram(candidates, extra).choices());
  }

  /// The least possible sum of costs.
  static long least(List<List<Option>> groups) {
    return groups.stream().mapToLong(ChoiceProgram::leastCost).sum();
  }

  private static long leastCost(List<Option> options) {
    return options.stream().mapToLong(Option::cost).min().orElseThrow();
  }

  private static List<Candidate> candidates(List<Option> options) {
    long cost = leastCost(options);
    double error = options.stream().mapToDouble(Option::error).min().orElseThrow();
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      Option option = options.get(i);
      candidates.add(new Candidate(i, option.error() - error, option.cost() - cost));
    }
    return candidates;
  }

  private List<Integer> choices() {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    model.options.integer(
        IntegerStrategy.newConfigurable()
            .withParallelism(() -> 1)
            .withGapTolerance(NumberContext.of(DIGITS, PLACES))
            .withGMICutConfiguration(NO_CUTS));
    double unit = largest(Candidate::error);
    double step = Math.max(1, largest(Candidate::cost));
    // Half a unit more than the budget is no choice's cost.
    Expression costs = model.newExpression("budget").upper((budget + 0.5) / step);
    List<List<Variable>> variables = new ArrayList<>();
    for (List<Candidate> group : groups) {
      Expression one = model.newExpression("group " + variables.size()).level(1);
      List<Variable> own = new ArrayList<>();
      for (Candidate candidate : group) {
        Variable taken =
            model.newVariable("take " + variables.size() + " " + candidate.number()).binary();
        taken.weight(unit == 0 ? 0 : candidate.error() / unit);
        one.set(taken, 1);
        costs.set(taken, candidate.cost() / step);
        own.add(taken);
      }
      variables.add(own);
    }
    Optimisation.Result result = model.minimise();
    if (!result.getState().isOptimal()) {
      throw new CompilerBug(
          "the integer program of %s for %d ended as %s"
              .formatted(groups, budget, result.getState()));
    }
    return choices(model, result, variables);
  }

  private double largest(ToDoubleFunction<Candidate> part) {
    return groups.stream().flatMap(List::stream).mapToDouble(part).max().orElse(0);
  }

  private List<Integer> choices(
      ExpressionsBasedModel model, Optimisation.Result result, List<List<Variable>> variables) {
    List<Candidate> taken = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      for (int c = 0; c < groups.get(g).size(); c++) {
        if (result.get(model.indexOf(variables.get(g).get(c))).doubleValue() > 0.5) {
          taken.add(groups.get(g).get(c));
        }
      }
    }
    long cost = taken.stream().mapToLong(Candidate::cost).sum();
    if (taken.size() != groups.size() || cost > budget) {
      throw new CompilerBug(
          "the integer program gave %s of %s for %d".formatted(taken, groups, budget));
    }
    return taken.stream().map(Candidate::number).toList();
  }
}
