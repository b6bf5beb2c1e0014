package dev.halfbyte.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.testkit.GeneratorOptions.Domain;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ShrinkerTest {
  @Test
  void choicesAreDeletedAndLowered() {
    List<Integer> shrunk =
        Shrinker.shrink(
            List.of(3, 90, 4, 17, 8, 250, 6),
            record -> record.stream().anyMatch(choice -> choice >= 17),
            1000);
    assertEquals(List.of(17), shrunk);
  }

  @Test
  void theBudgetEndsTheSearch() {
    int[] trials = {0};
    Shrinker.shrink(
        List.of(9, 9, 9, 9, 9),
        _ -> {
          trials[0]++;
          return false;
        },
        3);
    assertEquals(3, trials[0]);
  }

  @Test
  void choicesThatCountOthersAreLoweredTogetherWithThem() {
    // The first choice says how many follow, of which one is wrong.
    Predicate<List<Integer>> fails =
        record ->
            !record.isEmpty()
                && record.size() == record.getFirst() + 1
                && record.subList(1, record.size()).contains(7);
    assertEquals(List.of(1, 7), Shrinker.shrink(List.of(6, 3, 1, 7, 2, 2, 9), fails, 2000));
  }

  @Test
  void equalChoicesAreLoweredTogether() {
    Predicate<List<Integer>> fails =
        record -> record.size() == 3 && record.get(0).equals(record.get(2)) && record.get(1) > 4;
    assertEquals(List.of(0, 5, 0), Shrinker.shrink(List.of(40, 9, 40), fails, 2000));
  }

  @Test
  void noRecordIsTriedTwice() {
    Set<List<Integer>> tried = new HashSet<>();
    Shrinker.shrink(
        List.of(5, 5, 1, 0, 5),
        record -> {
          assertTrue(tried.add(List.copyOf(record)), () -> record + " again");
          return record.contains(5);
        },
        500);
    assertTrue(tried.size() > 10, () -> "tried " + tried);
  }

  /// What a fault may need: one op, an op with an attribute, two ops in a row.
  static List<Arguments> faults() {
    return List.of(
        Arguments.of(Domain.INTEGER, planted(node -> node.op() instanceof Requantize)),
        Arguments.of(Domain.MIXED, planted(node -> node.op() instanceof Lookup)),
        Arguments.of(
            Domain.FLOAT, planted(node -> node.op() instanceof Contract c && c.mask().isPresent())),
        Arguments.of(Domain.NETWORK, planted(node -> node.op() instanceof RequantizeAdd)));
  }

  private static Predicate<Program> planted(Predicate<Node> fault) {
    return program -> program.nodes().stream().anyMatch(fault);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void programsWithAPlantedFaultBecomeSmall(Domain domain, Predicate<Program> planted) {
    GeneratorOptions options =
        domain == Domain.NETWORK ? GeneratorOptions.network(8) : GeneratorOptions.core(20, domain);
    int shrunk = 0;
    for (int seed = 0; shrunk < 3; seed++) {
      GeneratedCase failing = ProgramGenerator.generate(seed, options);
      if (computed(failing.program()) < 10 || !planted.test(failing.program())) {
        continue;
      }
      List<Integer> record =
          Shrinker.shrink(
              failing.record(),
              choices ->
                  planted.test(
                      ProgramGenerator.generate(Choices.replay(choices), options).program()),
              3000);
      Program small = ProgramGenerator.generate(Choices.replay(record), options).program();
      assertTrue(planted.test(small));
      assertTrue(computed(small) <= 5, () -> "still " + IrPrinter.print(small));
      shrunk++;
    }
  }

  /// How many ops work on what the run gives; constants and views of them are none.
  private static int computed(Program program) {
    Set<Value> known = new HashSet<>();
    for (Node node : program.nodes()) {
      if (!(node.op() instanceof CoreOp.Structured) && known.containsAll(node.op().operands())) {
        known.add(node.value());
      }
    }
    return program.nodes().size() - known.size();
  }
}
