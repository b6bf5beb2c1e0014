package dev.halfbyte.driver.allocate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.driver.allocate.Allocation.LayerWidth;
import dev.halfbyte.driver.allocate.AllocationRequest.Method;
import dev.halfbyte.driver.eval.Loaders;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Widths of small kernels, measured by the interpreter.
class AllocatorTest {
  /// A residual branch of two layers, and a head.
  private static final String NETWORK =
      """
      kernel net(x: f32[3, 8]; u: f32[16, 8], v: f32[8, 16], h: f32[4, 8]) -> f32[3, 4] {
        up[i, o] = relu(sum[e](x[i, e] * u[o, e]))
        y[i, o] = x[i, o] + sum[e](up[i, e] * v[o, e])
        s[i, o] = sum[e](y[i, e] * h[o, e])
        return s
      }

      // Of its own.
      numerics mine for net {
        encoding wide = s8  // a name { with a brace }
        default weight wide, act s8 tensor, residual s16 tensor
        u weight s8 tensor
      }

      numerics rounded for net {
        default weight s8, act s8 tensor, residual s16 tensor, rounding gptq, bias corrected
      }
      """;

  private static final String SCANNED =
      """
      fn step(x, a, b) {
        z[i] = sum[e](x[e] * a[i, e])
        y[i] = x[i] + sum[e](z[e] * b[i, e])
        return y
      }

      kernel deep[l](x: f32[6]; a, b: f32[l, 6, 6], c: f32[6, 6], d: f32[6, 6]) -> f32[6] {
        t[i] = sum[e](x[e] * d[i, e])
        y = scan(step, t, a, b)
        s[i] = sum[e](y[e] * c[i, e])
        return s
      }
      """;

  private static Tensor random(long seed, double size, long... extents) {
    SplittableRandom random = new SplittableRandom(seed);
    return Tensor.generateFloats(
        Shape.of(extents), _ -> (float) (size * (2 * random.nextDouble() - 1)));
  }

  private static Compilation compile(
      String text, String numerics, Map<String, Tensor> weights, Tensor samples) {
    return Compilation.of(
        SourceFile.of("t.hb", text),
        Optional.empty(),
        numerics,
        new KernelTensors(
            new TreeMap<>(weights), new TreeMap<>(Map.of("x", samples)), new TreeMap<>()),
        Map.of());
  }

  private static Compilation network(String numerics) {
    return compile(
        NETWORK,
        numerics,
        Map.of("u", random(1, 1, 16, 8), "v", random(2, 0.1, 8, 16), "h", random(3, 2, 4, 8)),
        random(4, 1, 5, 3, 8));
  }

  private static Compilation scanned() {
    return compile(
        SCANNED,
        "w8a8",
        Map.of(
            "a",
            random(1, 1, 3, 6, 6),
            "b",
            random(2, 0.5, 3, 6, 6),
            "c",
            random(3, 1, 6, 6),
            "d",
            random(5, 1, 6, 6)),
        random(4, 1, 4, 6));
  }

  private static AllocationRequest request(
      Compilation base, Budget budget, Method method, OptionalInt blocks, int threads) {
    return new AllocationRequest(
        base,
        new TreeSet<>(List.of(2, 4, 6)),
        budget,
        method,
        blocks,
        4,
        threads,
        Loaders.named("interp"),
        Optional.empty(),
        "mixed",
        "a test");
  }

  private static Allocation allocate(
      Compilation base, Budget budget, Method method, OptionalInt blocks, int threads) {
    return Allocator.allocate(request(base, budget, method, blocks, threads), _ -> {});
  }

  private static Allocation measured(Compilation base, Budget budget) {
    return allocate(base, budget, Method.MEASURED, OptionalInt.empty(), 2);
  }

  private static double at(SortedMap<Integer, Double> errors, int width) {
    return errors.getOrDefault(width, Double.NaN);
  }

  private static void assertFault(String code, Runnable work) {
    DiagnosticException fault = assertThrows(DiagnosticException.class, work::run);
    assertEquals(code, fault.diagnostics().getFirst().code().code());
    assertTrue(!fault.diagnostics().getFirst().help().isEmpty());
  }

  /// The least sum of errors over all widths within a budget of bits.
  private static double best(List<LayerWidth> layers, int from, double bits) {
    if (from == layers.size()) {
      return bits >= 0 ? 0 : Double.POSITIVE_INFINITY;
    }
    LayerWidth layer = layers.get(from);
    return layer.sensitivity().entrySet().stream()
        .mapToDouble(
            e -> e.getValue() + best(layers, from + 1, bits - e.getKey() * layer.weights()))
        .min()
        .orElseThrow();
  }

  @Test
  void noWidthsWithinTheBudgetHaveLessError() {
    for (double bits : new double[] {2, 3.3, 4.8}) {
      Allocation found = measured(network("w8a8"), new Budget.Bits(bits));
      double budget = bits * found.costs().weights();
      assertEquals(
          best(found.layers(), 0, budget),
          found.errors().orElseThrow().predicted().orElseThrow(),
          1e-12);
      assertTrue(found.costs().bits() <= bits);
      for (LayerWidth layer : found.layers()) {
        assertTrue(at(layer.sensitivity(), 2) > at(layer.sensitivity(), 6), layer.toString());
      }
    }
  }

  @Test
  void theErrorOfOneLayerIsThatOfItsCodesAlone() {
    Compilation base = network("w8a8");
    Allocation found = measured(base, new Budget.Bits(6));
    assertEquals(
        found.errors().orElseThrow().uniform().get(6), found.errors().orElseThrow().together());
    LayerWidth head = found.layers().getLast();
    assertEquals("h", head.path());
    // The head is linear and last, so its error follows from its own rounding.
    Allocation four = measured(base, new Budget.Bits(4));
    assertEquals(head.sensitivity(), four.layers().getLast().sensitivity());
    assertTrue(at(head.sensitivity(), 4) > 10 * at(head.sensitivity(), 6));
  }

  @Test
  void threadsChangeNoBit() {
    for (Method method : Method.values()) {
      OptionalInt blocks = method == Method.MEASURED ? OptionalInt.of(3) : OptionalInt.empty();
      Budget budget = new Budget.Bytes(150);
      Allocation one = allocate(network("w8a8"), budget, method, blocks, 1);
      Allocation three = allocate(network("w8a8"), budget, method, blocks, 3);
      assertEquals(
          new AllocationReport(one).json().toString(),
          new AllocationReport(three).json().toString());
      assertTrue(one.costs().bytes() <= 150);
    }
  }

  @Test
  void theBlockSaysWhatWasChosen() {
    Compilation base = network("mine");
    Allocation found = measured(base, new Budget.Bits(4.2));
    String text = found.block().text();
    assertTrue(text.contains("a name { with a brace }"), text);
    assertTrue(text.contains("u weight s"), text);
    NumericsPolicy policy = base.under(found.block()).policy();
    for (LayerWidth layer : found.layers()) {
      var setting = policy.weight(List.of(layer.path())).setting();
      assertEquals(layer.width(), setting.storage().bits());
      assertEquals(layer.path().equals("u") ? "tensor" : "channel", setting.granularity() + "");
    }
    assertEquals(8, policy.activation(List.of("x")).setting().storage().bits());
    base.under(found.block()).seal();
  }

  @Test
  void builtInNumericsAreSpelledOut() {
    for (String numerics : List.of("w8a8", "w4a4", "w3a3", "w1a8", "w2a1")) {
      Compilation base = network(numerics);
      NumericsPolicy own = base.policy();
      String block = NumericsText.of(base).block("t", "again", List.of(), List.of()).text();
      NumericsPolicy again = base.under(SourceFile.of("t", block)).policy();
      List<String> paths = List.of("u");
      assertEquals(own.weight(paths).setting(), again.weight(paths).setting());
      assertEquals(own.activation(paths).setting(), again.activation(paths).setting());
      assertEquals(own.residual(paths).setting(), again.residual(paths).setting());
      assertEquals(own.softmax(paths).setting(), again.softmax(paths).setting());
      assertEquals(
          own.reparam(paths).orElseThrow().setting(), again.reparam(paths).orElseThrow().setting());
      assertEquals(own.calibration(), again.calibration());
    }
  }

  @Test
  void aScanHasOneWidthForAllItsIterations() {
    Allocation found = measured(scanned(), new Budget.Bits(4));
    assertEquals(
        List.of("d", "a", "b", "c"), found.layers().stream().map(LayerWidth::path).toList());
    LayerWidth inside = found.layers().get(1);
    assertEquals(3 * 36, inside.weights());
    assertEquals(3 * 36L * inside.width(), inside.cycles().orElseThrow());
    Allocation ranked = allocate(scanned(), new Budget.Bits(4), Method.LIM, OptionalInt.empty(), 2);
    assertEquals(
        ranked.layers().get(1).score().orElseThrow(), ranked.layers().get(2).score().orElseThrow());
    scanned().under(found.block()).seal();
  }

  @Test
  void roundingsOfEachWidthAreMeasured() {
    Allocation nearest = measured(network("w8a8"), new Budget.Bits(4));
    Allocation rounded = measured(network("rounded"), new Budget.Bits(4));
    assertTrue(
        at(rounded.errors().orElseThrow().uniform(), 2)
            < at(nearest.errors().orElseThrow().uniform(), 2));
    assertTrue(rounded.block().text().contains("rounding gptq"), rounded.block().text());
  }

  @Test
  void blocksAreMeasuredTogether() {
    Budget budget = new Budget.Bits(3.5);
    Allocation joint = allocate(network("w8a8"), budget, Method.MEASURED, OptionalInt.of(3), 2);
    assertTrue(joint.blocks().stream().anyMatch(block -> block.size() > 1));
    assertEquals(3, joint.blocks().stream().mapToInt(List::size).sum(), joint.blocks().toString());
    if (joint.blocks().size() == 1) {
      assertEquals(
          joint.errors().orElseThrow().together(),
          joint.errors().orElseThrow().predicted().orElseThrow());
    }
  }

  @Test
  void hardwareThatNeedsMoreThanItsPartsIsAskedAgain() {
    CycleModel model =
        new CycleModel() {
          @Override
          public String hardware() {
            return "test";
          }

          // Bits of constants, and something for all of them together.
          @Override
          public long cycles(dev.halfbyte.driver.SealedKernel kernel) {
            long bits =
                kernel.sealed().program().constants().values().stream()
                    .filter(tensor -> tensor.type().shape().rank() == 2)
                    .mapToLong(tensor ->
                        tensor.count()
                            * dev.halfbyte.ir.ElemType.storage(tensor.type().elem())
                                .orElseThrow()
                                .bits())
                    .sum();
            return bits + bits * bits / 1000;
          }
        };
    long budget = 1900;
    AllocationRequest request =
        request(
            network("w8a8"), new Budget.Cycles(budget), Method.MEASURED, OptionalInt.empty(), 2);
    Allocation found =
        Allocator.allocate(
            new AllocationRequest(
                request.base(),
                request.widths(),
                request.budget(),
                request.method(),
                request.blockLayers(),
                request.samples(),
                request.threads(),
                request.loader(),
                Optional.of(model),
                request.name(),
                request.origin()),
            _ -> {});
    assertTrue(found.costs().cycles() <= budget, found.costs().toString());
    assertTrue(found.costs().bits() > 2, found.costs().toString());
    assertEquals("cycles predicted for test", found.costs().unit());
  }

  @ParameterizedTest
  @CsvSource({"MEASURED", "LIM", "ZD"})
  void budgetsBelowTheLeastWidthsAreRefused(Method method) {
    assertFault(
        "HB6361",
        () -> allocate(network("w8a8"), new Budget.Bits(1.99), method, OptionalInt.empty(), 1));
    assertFault(
        "HB6361",
        () -> allocate(network("w8a8"), new Budget.Bytes(71), method, OptionalInt.empty(), 1));
    assertFault(
        "HB6361",
        () -> allocate(network("w8a8"), new Budget.Cycles(3), method, OptionalInt.empty(), 1));
  }

  @Test
  void whatCannotBeAllocatedIsRefused() {
    assertFault("HB6362", () -> measured(network("f32"), new Budget.Bits(4)));
    Compilation none =
        compile(
            "kernel k(x: f32[4]) -> f32[4] { return relu(x) }",
            "w8a8",
            Map.of(),
            random(1, 1, 2, 4));
    assertFault("HB6363", () -> measured(none, new Budget.Bits(4)));
    Compilation empty =
        compile(
            SCANNED,
            "w8a8",
            Map.of(
                "a", random(1, 1, 3, 6, 6),
                "b", random(2, 1, 3, 6, 6),
                "c", random(3, 1, 6, 6),
                "d", random(5, 1, 6, 6)),
            random(4, 1, 0, 6));
    assertFault("HB3005", () -> measured(empty, new Budget.Bits(4)));
    Compilation plain =
        compile(
            "kernel k(x: f32[4]; w: f32[2, 4]) -> f32[2] { return [o] => sum[e](x[e] * w[o, e]) }",
            "w8a8",
            Map.of("w", random(1, 1, 2, 4)),
            random(1, 1, 2, 4));
    assertFault(
        "HB6364", () -> allocate(plain, new Budget.Bits(4), Method.LIM, OptionalInt.empty(), 1));
    assertFault(
        "HB6365", () -> allocate(plain, new Budget.Bits(4), Method.ZD, OptionalInt.of(2), 1));
  }

  @Test
  void tablesThatAWidthHasNotAreRefused() {
    Compilation base =
        compile(
            NETWORK + "numerics logs for net { default weight s4 post, act s8, residual s16 }\n",
            "logs",
            Map.of("u", random(1, 1, 16, 8), "v", random(2, 0.1, 8, 16), "h", random(3, 2, 4, 8)),
            random(4, 1, 5, 3, 8));
    assertFault("HB6362", () -> measured(base, new Budget.Bits(4)));
  }

  @Test
  void outputsMustStayNumbers() {
    // 1 - 0.6 - 0.39 is positive; with 2 bits all three weigh the same.
    Compilation base =
        compile(
            "kernel k(x: f32[3]; w: f32[1, 3]) -> f32[1] { return [o] => sqrt(sum[e](x[e] * w[o, e])) }",
            "w8a8",
            Map.of("w", Tensor.ofFloats(Shape.of(1, 3), 1f, -0.6f, -0.39f)),
            Tensor.ofFloats(Shape.of(1, 3), 1, 1, 1));
    assertFault("HB6366", () -> measured(base, new Budget.Bits(6)));
  }

  @Test
  void scalesThatDependOnWidthsHaveNoBlocks() {
    String text =
        """
        kernel k(x: f32[3, 8]; g, b: f32[8], u: f32[8, 8], v: f32[8, 8]) -> f32[3, 8] {
          n[i, c] = layernorm[c](x[i, c], g[c], b[c])
          y[i, o] = sum[e](n[i, e] * u[o, e])
          z[i, o] = sum[e](y[i, e] * v[o, e])
          return z
        }

        numerics searched for k { default weight s8, act s8 tensor, residual s16 tensor; n act s4 via smooth }
        """;
    Compilation base =
        compile(
            text,
            "searched",
            Map.of(
                "g", Tensor.generateFloats(Shape.of(8), c -> (float) Math.pow(2, c - 3)),
                "b", random(2, 1, 8),
                "u", random(3, 1, 8, 8),
                "v", random(4, 1, 8, 8)),
            random(5, 1, 2, 3, 8));
    Budget budget = new Budget.Bits(4);
    assertFault("HB6365", () -> allocate(base, budget, Method.MEASURED, OptionalInt.of(2), 1));
    assertTrue(measured(base, budget).costs().bits() <= 4);
  }
}
