package dev.halfbyte.quant.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.Kernels;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.policy.CalibrationPlan;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibratorTest {
  private static final Program KERNEL = Kernels.geluMlp(6, 12, 1);
  private static final NumericsPolicy W4A4 =
      NumericsPolicy.builtIn("w4a4").calibrated(CalibrationPlan.DEFAULT);
  private static final NumericsPolicy CLIPPED =
      W4A4.calibrated(
          new CalibrationPlan(
              new CalibrationPlan.Percentile(List.of(0.9, 0.99, 0.999)), OptionalInt.of(5), 3));

  @Test
  void findsTheExactMinimumAndMaximumOfEveryCodedValue() {
    List<SortedMap<String, Tensor>> samples = Kernels.samples(3, 4, 6, 2);
    CalibrationResult result = Calibrator.calibrate(KERNEL, W4A4, SampleSource.of(samples));
    assertEquals(Set.of("x", "h", "g", "y"), result.ranges().keySet());
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (SortedMap<String, Tensor> sample : samples) {
      for (float value : sample.firstEntry().getValue().floats()) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    assertEquals(TensorRange.of(least, greatest), result.range("x").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7})
  void threadsDoNotChangeTheResult(int workers) {
    SampleSource samples = SampleSource.of(Kernels.samples(9, 5, 6, 4));
    CalibrationResult alone = Calibrator.calibrate(KERNEL, CLIPPED, samples);
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      assertEquals(
          alone, Calibrator.calibrate(KERNEL, CLIPPED, samples, executor, workers, _ -> {}));
    }
  }

  @Test
  void percentilesClipNarrowCodesOnly() {
    CalibrationResult result =
        Calibrator.calibrate(KERNEL, CLIPPED, SampleSource.of(Kernels.samples(9, 40, 6, 4)));
    TensorRange input = result.range("x").orElseThrow();
    assertEquals(Set.of(4), input.clipped().keySet());
    assertTrue(input.forBits(4).hi() < input.observed().hi(), input.toString());
    assertEquals(input.observed(), input.forBits(16));
    assertEquals(Map.of(), result.range("y").orElseThrow().clipped());
  }

  @Test
  void drawsTheSamplesThatTheSeedSays() {
    List<Integer> drawn = SampleDraw.draw(100, 10, 1);
    assertEquals(10, new TreeSet<>(drawn).size());
    assertEquals(drawn, SampleDraw.draw(100, 10, 1));
    assertTrue(!drawn.equals(SampleDraw.draw(100, 10, 2)));
    assertEquals(List.of(0, 1, 2), SampleDraw.draw(3, 10, 1));
  }

  @Test
  void reportsProgress() {
    ConcurrentLinkedQueue<Integer> seen = new ConcurrentLinkedQueue<>();
    SampleSource samples = SampleSource.of(Kernels.samples(4, 1, 6, 4));
    Calibrator.calibrate(KERNEL, W4A4, samples, Runnable::run, 1, seen::add);
    assertEquals(List.of(1, 2, 3, 4), new ArrayList<>(seen));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void namesTheElementThatIsNotFinite(float bad) {
    SortedMap<String, Tensor> good = Kernels.samples(1, 2, 6, 4).getFirst();
    Tensor data = Tensor.generateFloats(Shape.of(2, 6), i -> i == 8 ? bad : 0.5);
    SampleSource samples = SampleSource.of(List.of(good, new TreeMap<>(Map.of("x", data))));
    Diagnostic fault = fault(samples);
    assertEquals(QuantCode.NOT_FINITE_SAMPLE, fault.code());
    assertEquals("`x` is " + bad + " at [1, 2] in sample 1", fault.message());
  }

  @Test
  void namesTheInnerValueThatOverflows() {
    Tensor data = Tensor.generateFloats(Shape.of(1, 6), _ -> 3e38);
    Diagnostic fault = fault(SampleSource.of(List.of(new TreeMap<>(Map.of("x", data)))));
    assertEquals(QuantCode.NOT_FINITE_SAMPLE, fault.code());
    assertTrue(fault.message().startsWith("`h` is "), fault.message());
  }

  @Test
  void needsASample() {
    assertEquals(QuantCode.NO_SAMPLES, fault(SampleSource.of(List.of())).code());
  }

  private static Diagnostic fault(SampleSource samples) {
    DiagnosticException thrown =
        assertThrows(DiagnosticException.class, () -> Calibrator.calibrate(KERNEL, W4A4, samples));
    return thrown.diagnostics().getFirst();
  }
}
