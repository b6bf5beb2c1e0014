package dev.halfbyte.driver.allocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Rankings, the widths that follow from them, and blocks.
class RankingTest {
  private static WeightLayer layer(String name, float... weights) {
    Tensor data = Tensor.ofFloats(Shape.of(weights.length), weights);
    Setting.Weight base = new Setting.Weight(ElemType.S4, Granularity.PER_CHANNEL);
    return new WeightLayer(name, name + ".contract", List.of(data), weights.length, base);
  }

  private static List<String> names(List<WeightLayer> layers) {
    return layers.stream().map(WeightLayer::name).toList();
  }

  @Test
  void weightsThatStandOutAreCounted() {
    // Mean 1, deviation 1: 3 lies two deviations above, 2 exactly one, which does not count.
    List<Tensor> data =
        List.of(Tensor.ofFloats(Shape.of(4), 3, 0, 2, 0), Tensor.ofFloats(Shape.of(4), 0, 1, 1, 1));
    assertEquals(1.0 / 8, Ranking.aboveDeviation(data));
    assertEquals(0, Ranking.aboveDeviation(List.of(Tensor.ofFloats(Shape.of(3), 2, 2, 2))));
  }

  @Test
  void fewOutstandingWeightsMatterMost() {
    WeightLayer half = layer("half", 1, -1, 1.5f, -1.5f);
    WeightLayer none = layer("none", 1, -1, 1, -1);
    WeightLayer eighth = layer("eighth", 9, 0, 0, 0, 0, 0, 0, 0);
    Ranking ranking = Ranking.zd(List.of(half, none, eighth));
    assertEquals(List.of("none", "eighth", "half"), names(ranking.layers()));
    assertEquals(0.25, ranking.score(half).orElseThrow());
  }

  @Test
  void unlikeBlocksMatterMostAndLayersWithoutOneComeFirst() {
    List<WeightLayer> layers = List.of(layer("a", 1), layer("b", 1), layer("c", 1));
    LayerStatistics statistics = new LayerStatistics(Map.of("a", 0.9, "c", 0.5), Map.of());
    Ranking ranking = Ranking.lim(layers, statistics);
    assertEquals(List.of("b", "c", "a"), names(ranking.layers()));
    assertTrue(ranking.score(layers.get(1)).isEmpty());
    assertEquals(-0.5, ranking.score(layers.get(2)).orElseThrow());
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class,
            () -> Ranking.lim(layers, new LayerStatistics(Map.of(), Map.of())));
    assertEquals("HB6364", fault.diagnostics().getFirst().code().code());
  }

  @Test
  void widthsFallAlongTheRankingAndFillTheBudget() {
    SplittableRandom random = new SplittableRandom(3);
    List<Integer> widths = List.of(2, 3, 4, 8);
    for (int round = 0; round < 200; round++) {
      List<WeightLayer> layers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        layers.add(layer("w" + i, new float[random.nextInt(1, 40)]));
      }
      Ranking ranking = new Ranking(layers, Map.of());
      long elements = layers.stream().mapToLong(WeightLayer::elements).sum();
      long budget = random.nextLong(elements, 9 * elements);
      Optional<List<Integer>> found =
          ranking.monotone(widths, numbers -> bits(layers, widths, numbers), budget);
      assertEquals(budget >= 2 * elements, found.isPresent());
      if (found.isPresent()) {
        List<Integer> numbers = found.get();
        assertTrue(bits(layers, widths, numbers) <= budget);
        for (int i = 1; i < numbers.size(); i++) {
          assertTrue(numbers.get(i) <= numbers.get(i - 1), numbers.toString());
        }
        assertTrue(numbers.getFirst() - numbers.getLast() <= 1, numbers.toString());
        int next =
            IntStream.range(0, 5)
                .filter(i -> numbers.get(i) < numbers.getFirst())
                .findFirst()
                .orElse(0);
        List<Integer> more = new ArrayList<>(numbers);
        if (more.get(next) + 1 < widths.size()) {
          more.set(next, more.get(next) + 1);
          assertTrue(bits(layers, widths, more) > budget, numbers + " of " + budget);
        }
      }
    }
  }

  private static long bits(List<WeightLayer> layers, List<Integer> widths, List<Integer> numbers) {
    return IntStream.range(0, layers.size())
        .mapToLong(i -> layers.get(i).elements() * widths.get(numbers.get(i)))
        .sum();
  }

  @Test
  void blocksGoOnWhereEntropyIsHigh() {
    List<WeightLayer> layers =
        List.of(layer("a", 1), layer("b", 1), layer("c", 1), layer("d", 1), layer("e", 1));
    Map<String, Double> entropy = Map.of("a", 1.0, "b", 5.0, "c", 5.0, "d", 5.0, "e", 2.0);
    List<List<String>> three =
        EntropyBlocks.of(layers, entropy, 3).stream().map(RankingTest::names).toList();
    assertEquals(List.of(List.of("a", "b", "c"), List.of("d"), List.of("e")), three);
    List<List<String>> two =
        EntropyBlocks.of(layers, entropy, 2).stream().map(RankingTest::names).toList();
    assertEquals(List.of(List.of("a", "b"), List.of("c", "d"), List.of("e")), two);
  }

  @Test
  void rulesKeepWhatTheBaseSaysBesideTheWidth() {
    Tensor data = Tensor.ofFloats(Shape.of(1), 1);
    for (String rule :
        List.of("w weight s3 group 32", "w weight s3 tensor", "w weight s3 axis 1")) {
      Granularity granularity =
          rule.contains("group")
              ? new Granularity.PerGroup(32)
              : rule.contains("axis") ? new Granularity.PerAxis(1) : Granularity.PER_TENSOR;
      Setting.Weight base = new Setting.Weight(ElemType.S8, granularity);
      assertEquals(rule, new WeightLayer("w", "y", List.of(data), 1, base).rule(3));
    }
    assertEquals("w weight u1 binary", layer("w", 1).rule(1));
    assertEquals(6, layer("w", new float[11]).bytes(4));
  }
}
