package dev.halfbyte.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.text.IrPrinter;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

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
  void programsWithAPlantedFaultBecomeSmall() {
    GeneratorOptions options = GeneratorOptions.core(30, GeneratorOptions.Domain.INTEGER);
    Predicate<Program> planted =
        program -> program.nodes().stream().anyMatch(node -> node.op() instanceof Requantize);
    int shrunk = 0;
    for (int seed = 0; shrunk < 5; seed++) {
      GeneratedCase failing = ProgramGenerator.generate(seed, options);
      if (failing.program().nodes().size() < 25 || !planted.test(failing.program())) {
        continue;
      }
      List<Integer> record =
          Shrinker.shrink(
              failing.record(),
              choices ->
                  planted.test(
                      ProgramGenerator.generate(Choices.replay(choices), options).program()),
              4000);
      Program small = ProgramGenerator.generate(Choices.replay(record), options).program();
      assertTrue(planted.test(small));
      assertTrue(small.nodes().size() <= 9, () -> "still " + IrPrinter.print(small));
      shrunk++;
    }
  }
}
