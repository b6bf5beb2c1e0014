package dev.halfbyte.driver.allocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.allocate.ChoiceProgram.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The integer program against all choices.
class ChoiceProgramTest {
  private static double error(List<List<Option>> groups, List<Integer> choices) {
    double sum = 0;
    for (int g = 0; g < groups.size(); g++) {
      sum += groups.get(g).get(choices.get(g)).error();
    }
    return sum;
  }

  private static long cost(List<List<Option>> groups, List<Integer> choices) {
    long sum = 0;
    for (int g = 0; g < groups.size(); g++) {
      sum += groups.get(g).get(choices.get(g)).cost();
    }
    return sum;
  }

  /// Every choice, whatever its cost.
  private static List<List<Integer>> all(List<List<Option>> groups) {
    List<List<Integer>> all = List.of(List.of());
    for (List<Option> options : groups) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> choice : all) {
        for (int o = 0; o < options.size(); o++) {
          List<Integer> next = new ArrayList<>(choice);
          next.add(o);
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }

  /// Layers whose error falls by about 4 with each bit, with sizes and sensitivities of all orders.
  private static List<List<Option>> layers(SplittableRandom random) {
    List<List<Option>> groups = new ArrayList<>();
    int count = random.nextInt(1, 7);
    for (int g = 0; g < count; g++) {
      long elements = 1L << random.nextInt(4, 22);
      double scale = Math.pow(10, random.nextDouble(-4, 3));
      List<Option> options = new ArrayList<>();
      for (int bits : new int[] {2, 3, 4, 6, 8}) {
        double error = scale * Math.pow(4, -bits) * random.nextDouble(0.5, 2);
        options.add(new Option(error, elements * bits + random.nextInt(3)));
      }
      groups.add(options.subList(0, random.nextInt(1, 6)));
    }
    return groups;
  }

  @Test
  void noChoiceIsBetter() {
    SplittableRandom random = new SplittableRandom(7);
    int feasible = 0;
    for (int round = 0; round < 1000; round++) {
      List<List<Option>> groups = layers(random);
      long least = ChoiceProgram.least(groups);
      long most = groups.stream().mapToLong(g -> g.getLast().cost()).sum();
      long budget = random.nextLong(least - 2, most + 2);
      Optional<List<Integer>> found = ChoiceProgram.solve(groups, budget);
      Optional<Double> best =
          all(groups).stream()
              .filter(choice -> cost(groups, choice) <= budget)
              .map(choice -> error(groups, choice))
              .min(Double::compare);
      assertEquals(best.isPresent(), found.isPresent());
      if (found.isPresent()) {
        feasible++;
        assertTrue(cost(groups, found.get()) <= budget);
        double error = error(groups, found.get());
        assertEquals(best.orElseThrow(), error, 1e-9 * error, "round " + round + ": " + groups);
      }
    }
    assertTrue(feasible > 900, feasible + " of the budgets could be kept");
  }

  @Test
  void theBudgetCountsToTheLastUnit() {
    List<List<Option>> groups =
        List.of(
            List.of(new Option(9, 1_000_000_007L), new Option(1, 2_000_000_014L)),
            List.of(new Option(8, 1_000_000_007L), new Option(1, 2_000_000_014L)));
    assertEquals(Optional.empty(), ChoiceProgram.solve(groups, 2_000_000_013L));
    assertEquals(Optional.of(List.of(0, 0)), ChoiceProgram.solve(groups, 3_000_000_020L));
    assertEquals(Optional.of(List.of(1, 0)), ChoiceProgram.solve(groups, 3_000_000_021L));
    assertEquals(Optional.of(List.of(1, 1)), ChoiceProgram.solve(groups, 4_000_000_028L));
  }

  @Test
  void costsMayBeNegativeAndErrorsZero() {
    List<List<Option>> groups =
        List.of(List.of(new Option(0, 5), new Option(0, -3)), List.of(new Option(0, 3)));
    assertEquals(Optional.of(List.of(1, 0)), ChoiceProgram.solve(groups, 0));
  }
}
