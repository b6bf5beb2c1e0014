package dev.halfbyte.quant.rounding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.quant.Closeness;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.Kernels;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.Roundings;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.WeightRounding;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerCalibratorTest {
  private static final int WIDTH = 16;
  private static final Program MLP = Kernels.geluMlp(WIDTH, 32, 1);
  private static final Program BLOCKS = Kernels.scannedBlocks(WIDTH, 24, 3);
  private static final List<SortedMap<String, Tensor>> SEEN = samples(8, 5);
  private static final List<SortedMap<String, Tensor>> UNSEEN = samples(6, 6);
  private static final NumericsPolicy NEAREST = NumericsPolicy.builtIn("w4a8");
  private static final NumericsPolicy GPTQ = with(new Setting.Rounding(WeightRounding.GPTQ));

  /// Rows of few directions and a common mean.
  private static List<SortedMap<String, Tensor>> samples(int count, long seed) {
    Random fixed = new Random(77);
    double[] directions = fixed.doubles(4 * WIDTH, -1, 1).toArray();
    Random random = new Random(seed);
    List<SortedMap<String, Tensor>> samples = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      double[] factors = new double[4];
      Tensor rows =
          Tensor.generateFloats(
              Shape.of(12, WIDTH),
              i -> {
                double x = 0.5 + 0.1 * random.nextGaussian();
                for (int k = 0; k < 4; k++) {
                  factors[k] = i % WIDTH == 0 ? random.nextGaussian() : factors[k];
                  x += factors[k] * directions[k * WIDTH + i % WIDTH];
                }
                return x;
              });
      samples.add(new TreeMap<>(Map.of("x", rows)));
    }
    return samples;
  }

  private static NumericsPolicy with(Setting... settings) {
    return NEAREST.with("mine", List.of(new Rule(PathPattern.ANY, List.of(settings), "test")));
  }

  private static CalibrationResult calibrate(Program program, NumericsPolicy policy) {
    SampleSource samples = SampleSource.of(SEEN);
    CalibrationResult ranges = Calibrator.calibrate(program, policy, samples);
    return LayerCalibrator.calibrate(program, policy, ranges, samples, Runnable::run, 1, _ -> {});
  }

  private static double decibels(Program program, NumericsPolicy policy) {
    Program quantized = Quantizer.quantize(program, policy, calibrate(program, policy));
    return Closeness.decibels(program, quantized, UNSEEN);
  }

  @ParameterizedTest
  @EnumSource(
      value = WeightRounding.class,
      names = {"GPTQ", "DESCENT"})
  void roundingByInputsIsCloserOnUnseenRows(WeightRounding method) {
    NumericsPolicy policy = with(new Setting.Rounding(method));
    double nearest = decibels(MLP, NEAREST);
    double found = decibels(MLP, policy);
    assertTrue(found > nearest + 3, nearest + " dB, " + method + " " + found + " dB");
  }

  @Test
  void correctedBiasesTakeTheMeanErrorAway() {
    NumericsPolicy policy = with(new Setting.Bias(true));
    CalibrationResult result = calibrate(MLP, policy);
    assertEquals(Set.of("h.w.bias", "o.w.bias"), result.roundings().tensors().keySet());
    double exact = decibels(MLP, NEAREST);
    double corrected = decibels(MLP, policy);
    assertTrue(corrected > exact, exact + " dB, corrected " + corrected + " dB");
    assertTrue(
        Quantizer.explain(MLP, policy, result)
            .explanations()
            .toString()
            .contains("its mean error over the samples, by default bias corrected (test)"));
  }

  /// Each iteration has weights, inputs and corrections of its own.
  @Test
  void iterationsOfAScanAreRoundedEachByItself() {
    NumericsPolicy policy = with(new Setting.Rounding(WeightRounding.GPTQ), new Setting.Bias(true));
    CalibrationResult result = calibrate(BLOCKS, policy);
    Tensor codes = result.roundings().tensor("w1.codes").orElseThrow();
    assertEquals(Shape.of(3, 24, WIDTH), codes.type().shape());
    assertEquals(
        Shape.of(3, WIDTH), result.roundings().tensor("w2.bias").orElseThrow().type().shape());
    double nearest = decibels(BLOCKS, NEAREST);
    double found = decibels(BLOCKS, policy);
    assertTrue(found > nearest + 1.5, nearest + " dB, gptq " + found + " dB");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void threadsDoNotChangeTheResult(int workers) {
    NumericsPolicy policy =
        with(new Setting.Rounding(WeightRounding.DESCENT), new Setting.Bias(true));
    CalibrationResult alone = calibrate(BLOCKS, policy);
    SampleSource samples = SampleSource.of(SEEN);
    try (ExecutorService executor = Executors.newFixedThreadPool(workers)) {
      CalibrationResult ranges =
          Calibrator.calibrate(BLOCKS, policy, samples, executor, workers, _ -> {});
      assertEquals(
          alone,
          LayerCalibrator.calibrate(BLOCKS, policy, ranges, samples, executor, workers, _ -> {}));
    }
  }

  @Test
  void theProgramHoldsTheCodesThatWereFoundOrEdited() {
    CalibrationResult result = calibrate(MLP, GPTQ);
    long[] codes = result.roundings().tensor("h.w.codes").orElseThrow().longs();
    assertArrayEquals(codes, constant(Quantizer.quantize(MLP, GPTQ, result), codes.length));
    codes[3] = -codes[3] + 1;
    CalibrationResult edited =
        changed(
            result,
            all ->
                all.put(
                    "h.w.codes",
                    Tensor.ofInts(new TensorType(ElemType.S8, Shape.of(32, WIDTH)), codes)));
    assertArrayEquals(codes, constant(Quantizer.quantize(MLP, GPTQ, edited), codes.length));
  }

  private static long[] constant(Program program, int count) {
    return program.constants().entrySet().stream()
        .filter(e -> e.getKey().startsWith("h.w.codes") && e.getValue().count() == count)
        .findFirst()
        .orElseThrow()
        .getValue()
        .longs();
  }

  @Test
  void noSamplesAreLookedAtWhereNothingAsksForThem() {
    CalibrationResult result = calibrate(MLP, NEAREST);
    assertEquals(Roundings.NONE, result.roundings());
    NumericsPolicy back =
        with(new Setting.Rounding(WeightRounding.NEAREST), new Setting.Bias(false));
    assertEquals(result, calibrate(MLP, back));
  }

  @Test
  void groupsStayAtTheNearestCodeAndSaySo() {
    NumericsPolicy groups =
        with(
            new Setting.Weight(ElemType.S4, new Granularity.PerGroup(8)),
            new Setting.Rounding(WeightRounding.GPTQ));
    Quantizer.Quantized quantized = Quantizer.explain(MLP, groups, calibrate(MLP, groups));
    assertTrue(
        quantized
            .explanations()
            .contains(
                new Explanation.NotDone(
                    "h.w", "rounding gptq", "its weights have scales of groups")));
  }

  @Test
  void roundingsMustFitKernelAndNumerics() {
    CalibrationResult result = calibrate(MLP, GPTQ);
    Tensor wrong = Tensor.generateInts(new TensorType(ElemType.S8, Shape.of(2)), _ -> 0);
    fails(result, all -> all.remove("h.w.codes"), QuantCode.MISSING_ROUNDING, "has no `h.w.codes`");
    fails(result, all -> all.put("h.w.bias", wrong), QuantCode.EXTRA_ROUNDING, "`h.w.bias`");
    fails(result, all -> all.put("o.w.codes", wrong), QuantCode.BAD_ROUNDING, "`o.w.codes` is ");
    Tensor large =
        Tensor.generateInts(new TensorType(ElemType.S8, Shape.of(32, WIDTH)), i -> i == 17 ? 8 : 0);
    fails(result, all -> all.put("h.w.codes", large), QuantCode.BAD_ROUNDING, "is 8 at [1, 1]");
    Tensor scale = Tensor.generateFloats(Shape.of(32), _ -> 1);
    fails(result, all -> all.put("h.w.scale", scale), QuantCode.BAD_ROUNDING, "other scales");
    assertNotEquals(result, calibrate(MLP, NEAREST));
  }

  @Test
  void correctionsMustBeFinite() {
    NumericsPolicy policy = with(new Setting.Bias(true));
    Tensor bad = Tensor.generateFloats(Shape.of(32), i -> i == 4 ? Double.NaN : 0);
    CalibrationResult edited = changed(calibrate(MLP, policy), all -> all.put("h.w.bias", bad));
    assertEquals(QuantCode.BAD_ROUNDING, fault(policy, edited).code());
  }

  private static CalibrationResult changed(
      CalibrationResult result, Consumer<SortedMap<String, Tensor>> edit) {
    SortedMap<String, Tensor> tensors = new TreeMap<>(result.roundings().tensors());
    edit.accept(tensors);
    return result.with(new Roundings(tensors));
  }

  private static void fails(
      CalibrationResult result,
      Consumer<SortedMap<String, Tensor>> edit,
      QuantCode code,
      String part) {
    Diagnostic fault = fault(GPTQ, changed(result, edit));
    assertEquals(code, fault.code());
    assertTrue(fault.message().contains(part), fault.message());
  }

  private static Diagnostic fault(NumericsPolicy policy, CalibrationResult result) {
    return assertThrows(DiagnosticException.class, () -> Quantizer.quantize(MLP, policy, result))
        .diagnostics()
        .getFirst();
  }

  /// Nothing that has a NaN scale or bias comes of it.
  @ParameterizedTest
  @ValueSource(doubles = {0, -3, 1e-6})
  void constantInputsGiveFiniteResults(double value) {
    Tensor rows = Tensor.generateFloats(Shape.of(3, WIDTH), _ -> value);
    SampleSource samples = SampleSource.of(List.of(new TreeMap<>(Map.of("x", rows))));
    NumericsPolicy policy =
        with(new Setting.Rounding(WeightRounding.DESCENT), new Setting.Bias(true));
    CalibrationResult ranges = Calibrator.calibrate(MLP, policy, samples);
    CalibrationResult result =
        LayerCalibrator.calibrate(MLP, policy, ranges, samples, Runnable::run, 1, _ -> {});
    for (Tensor tensor : result.roundings().tensors().values()) {
      for (int i = 0; i < tensor.count() && tensor.type().elem().equals(ElemType.F32); i++) {
        assertTrue(Float.isFinite(tensor.floatAt(i)));
      }
    }
    Quantizer.quantize(MLP, policy, result);
  }

  @Test
  void namesTheSampleAndTheInputThatIsNotFinite() {
    Tensor bad = Tensor.generateFloats(Shape.of(1, WIDTH), i -> i == 3 ? Double.NaN : 0);
    List<SortedMap<String, Tensor>> samples = new ArrayList<>(SEEN.subList(0, 2));
    CalibrationResult ranges = Calibrator.calibrate(MLP, GPTQ, SampleSource.of(SEEN));
    samples.add(new TreeMap<>(Map.of("x", bad)));
    Diagnostic fault =
        assertThrows(
                DiagnosticException.class,
                () ->
                    LayerCalibrator.calibrate(
                        MLP, GPTQ, ranges, SampleSource.of(samples), Runnable::run, 1, _ -> {}))
            .diagnostics()
            .getFirst();
    assertEquals(QuantCode.NOT_FINITE_SAMPLE, fault.code());
    assertEquals("`input of h.w` is NaN at [0, 3] in sample 2", fault.message());
  }
}
