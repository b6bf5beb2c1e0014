package dev.halfbyte.backend.verilog.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.cmd.Access;
import dev.halfbyte.backend.verilog.cmd.Accesses;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ListScheduleTest {
  private static final AcceleratorConfig CONFIG = AcceleratorConfig.preset("edge").orElseThrow();

  @Test
  void stepsThatTouchTheSameWordsKeepTheirOrder() {
    boolean moved = false;
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      List<Work> works = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        works.add(work(random, "step" + i));
      }
      List<Step> before = works.stream().flatMap(work -> work.steps().stream()).toList();
      List<Step> after = ListSchedule.order(works, CONFIG);
      assertEquals(new HashSet<>(before), new HashSet<>(after));
      assertEquals(before.size(), after.size());
      for (int i = 0; i < after.size(); i++) {
        for (int j = i + 1; j < after.size(); j++) {
          boolean swapped = before.indexOf(after.get(i)) > before.indexOf(after.get(j));
          moved |= swapped;
          assertTrue(!swapped || !conflict(after.get(i), after.get(j)), "seed " + seed);
        }
      }
    }
    assertTrue(moved, "nothing was reordered at all");
  }

  /// The norm of the second rows does not wait behind the products of the first.
  @Test
  void whatCanBeginFirstGoesFirst() {
    List<Work> works =
        List.of(
            new Work(List.of(norm(0, 0, "norm 0"))),
            new Work(List.of(product(0, 5000, "product 0"))),
            new Work(List.of(norm(640, 640, "norm 1"))),
            new Work(List.of(product(640, 5640, "product 1"))));
    List<String> labels = ListSchedule.order(works, CONFIG).stream().map(Step::label).toList();
    assertEquals(List.of("norm 0", "norm 1", "product 0", "product 1"), labels);
  }

  private static boolean conflict(Step first, Step second) {
    List<Access> later = accesses(second);
    return accesses(first).stream().anyMatch(a -> later.stream().anyMatch(a::conflicts));
  }

  private static List<Access> accesses(Step step) {
    Map<Memory, Integer> bases =
        Map.of(Memory.WGT, 0, Memory.PAR, 0, Memory.GAIN, 0, Memory.EXP, 0);
    return Accesses.of(step.maker().make(bases, Set.of()), CONFIG);
  }

  private static Work work(Random random, String label) {
    int source = 16 * random.nextInt(40);
    int target = 16 * random.nextInt(40);
    return new Work(
        List.of(
            switch (random.nextInt(3)) {
              case 0 -> norm(source, target, label);
              case 1 -> product(source, target, label);
              default -> copy(source, target, label);
            }));
  }

  private static Step norm(int source, int target, String label) {
    Command.Norm.Form form = new Command.Norm.Form(false, false, 8, 1, 10, 0, -8, 7);
    return Step.compute(
            Map.of(),
            (_, waits) ->
                new Command.Norm(
                    new Command.RowSpan(source, 16, 4),
                    64,
                    form,
                    0,
                    new Command.RowSpan(target, 16, 4),
                    waits))
        .labelled(label);
  }

  private static Step product(int source, int target, String label) {
    Epilogue epilogue =
        new Epilogue(Destination.ACT, target, 0, -8, 7, Optional.empty(), Optional.empty());
    return Step.compute(
            Map.of(),
            (_, waits) ->
                new Command.Gemm(
                    new Command.Gemm.Rows(source, 16, 4, true, false),
                    new Command.Gemm.Tiles(0, 16, 4, 0),
                    16,
                    0,
                    Optional.empty(),
                    Command.Gemm.Output.rows(64),
                    epilogue,
                    waits))
        .labelled(label);
  }

  private static Step copy(int source, int target, String label) {
    Epilogue epilogue =
        new Epilogue(Destination.RES, target, 0, -8, 7, Optional.empty(), Optional.empty());
    return Step.compute(
            Map.of(),
            (_, waits) -> new Command.Elementwise(Memory.ACT, source, true, 0, 32, epilogue, waits))
        .labelled(label);
  }
}
