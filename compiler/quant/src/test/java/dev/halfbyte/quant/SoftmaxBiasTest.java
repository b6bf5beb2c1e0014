package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.Roundings;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import dev.halfbyte.quant.rounding.LayerCalibrator;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `bias corrected` for a softmax: the mean error of its codes times the sums of what it weighs.
final class SoftmaxBiasTest {
  private static final int WIDTH = 24;
  private static final int ROWS = 40;
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(4, ROWS, WIDTH, 6);
  private static final Program HEAD = Attention.head(WIDTH, 3, false);
  private static final IntType FOUR = new IntType(4, false);

  private static NumericsPolicy policy(SoftmaxChoice form, boolean corrected, Setting... more) {
    List<Setting> settings = new ArrayList<>(List.of(more));
    settings.add(new Setting.Softmax(form));
    settings.add(new Setting.Bias(corrected));
    Rule rule = new Rule(PathPattern.parse("p"), settings, "test");
    return NumericsPolicy.builtIn("w8a8").with("test", List.of(rule));
  }

  private static CalibrationResult calibrate(Program program, NumericsPolicy policy) {
    SampleSource samples = SampleSource.of(SAMPLES);
    CalibrationResult ranges = Calibrator.calibrate(program, policy, samples);
    return LayerCalibrator.calibrate(program, policy, ranges, samples, Runnable::run, 1, _ -> {});
  }

  private static double decibels(NumericsPolicy policy) {
    Program integers = Quantizer.quantize(HEAD, policy, calibrate(HEAD, policy));
    return Closeness.decibels(HEAD, integers, SAMPLES);
  }

  /// Uniform codes of 4 bits lose what is below half a step, most published forms round down.
  @ParameterizedTest
  @EnumSource(names = {"EARLY", "I_BERT", "I_VIT", "SOFTERMAX"})
  void helpsWhereCodesRoundDown(SoftmaxChoice form) {
    Setting[] codes =
        form == SoftmaxChoice.EARLY ? new Setting[] {new Setting.Activation(FOUR)} : new Setting[0];
    double without = decibels(policy(form, false, codes));
    double with = decibels(policy(form, true, codes));
    assertTrue(with >= without + 0.1, form + ": " + without + " to " + with + " dB");
  }

  /// The second sum is that of the codes, to the last bit, one row for all rows.
  @Test
  void sumsOfValuesAreExact() {
    NumericsPolicy policy = policy(SoftmaxChoice.EARLY, true, new Setting.Activation(FOUR));
    Program integers = Quantizer.quantize(HEAD, policy, calibrate(HEAD, policy));
    Node sum =
        integers.nodes().stream()
            .filter(node -> node.op() instanceof Contract op && op.einsum().left().size() == 1)
            .findFirst()
            .orElseThrow();
    Map<Value, Tensor> seen = new HashMap<>();
    Interpreter.run(
        integers,
        Arguments.of(integers, SAMPLES.getFirst(), Map.of()),
        (_, _, value, tensor) -> seen.put(value, tensor));
    Tensor values = Objects.requireNonNull(seen.get(((Contract) sum.op()).right()));
    Tensor sums = Objects.requireNonNull(seen.get(sum.value()));
    assertEquals(Shape.of(WIDTH), sums.type().shape());
    Encoding encoding = ((ElemType.CodeType) values.type().elem()).encoding();
    for (int c = 0; c < WIDTH; c++) {
      long expected = 0;
      for (int j = 0; j < ROWS; j++) {
        expected += encoding.decode(values.longAt(j * WIDTH + c));
      }
      assertEquals(expected, sums.longAt(c), "channel " + c);
    }
  }

  /// With the error in its place the mean of all probabilities is that of rows that add up to one.
  @Test
  void theErrorIsWhatRowsLack() {
    NumericsPolicy policy = policy(SoftmaxChoice.EARLY, true, new Setting.Activation(FOUR));
    CalibrationResult found = calibrate(HEAD, policy);
    float error = found.roundings().tensor("p.bias").orElseThrow().floatAt(0);
    NumericsPolicy plain = policy(SoftmaxChoice.EARLY, false, new Setting.Activation(FOUR));
    Program annotated = Quantizer.annotate(HEAD, plain, calibrate(HEAD, plain));
    double total = 0;
    for (SortedMap<String, Tensor> sample : SAMPLES) {
      Map<String, Tensor> last = new HashMap<>();
      Interpreter.run(
          annotated,
          Arguments.of(annotated, sample, Map.of()),
          (_, node, _, tensor) -> {
            if (node.op() instanceof Dequantize
                && tensor.type().shape().equals(Shape.of(ROWS, ROWS))) {
              last.put("p", tensor);
            }
          });
      for (float p : Objects.requireNonNull(last.get("p")).floats()) {
        total += p;
      }
    }
    int rows = SAMPLES.size() * ROWS;
    assertEquals(rows, total + error * rows * (double) ROWS, 1e-3);
    assertTrue(error > 0, "error " + error);
  }

  @Test
  void doesNotDependOnThreads() throws Exception {
    NumericsPolicy policy = policy(SoftmaxChoice.EARLY, true);
    SampleSource samples = SampleSource.of(SAMPLES);
    CalibrationResult ranges = Calibrator.calibrate(HEAD, policy, samples);
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      assertEquals(
          calibrate(HEAD, policy),
          LayerCalibrator.calibrate(HEAD, policy, ranges, samples, pool, 3, _ -> {}));
    }
  }

  @Test
  void theFileMustHaveTheErrorAndNoOther() {
    NumericsPolicy policy = policy(SoftmaxChoice.EARLY, true);
    CalibrationResult found = calibrate(HEAD, policy);
    assertEquals(List.of("p.bias"), List.copyOf(found.roundings().tensors().keySet()));
    assertFault(QuantCode.MISSING_ROUNDING, policy, found.with(Roundings.NONE));
    Tensor bad = Tensor.ofFloats(Shape.SCALAR, Float.NaN);
    SortedMap<String, Tensor> edited = new TreeMap<>(Map.of("p.bias", bad));
    assertFault(QuantCode.BAD_ROUNDING, policy, found.with(new Roundings(edited)));
    assertFault(QuantCode.EXTRA_ROUNDING, policy(SoftmaxChoice.EARLY, false), found);
  }

  /// The probabilities are a result too, and a rule for all leaves nothing else to correct.
  @Test
  void whatElseIsCalledLikeTheSoftmaxIsNotCounted() {
    Program both =
        Attention.program(
            WIDTH,
            3,
            false,
            (a, p) -> {
              a.builder().output("mixed", a.mixed(p));
              return p;
            });
    NumericsPolicy policy = policy(SoftmaxChoice.EARLY, true);
    assertEquals(
        calibrate(HEAD, policy).roundings().tensor("p.bias"),
        calibrate(both, policy).roundings().tensor("p.bias"));
  }

  private static void assertFault(
      QuantCode code, NumericsPolicy policy, CalibrationResult calibration) {
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class, () -> Quantizer.quantize(HEAD, policy, calibration));
    assertEquals(code, fault.diagnostics().getFirst().code());
  }

  @Test
  void whyTellsWhereItWentOrWhyNot() {
    assertTrue(why(HEAD, policy(SoftmaxChoice.EARLY, true)).contains("times the sum of what"));
    String late = why(HEAD, policy(SoftmaxChoice.LATE, true));
    assertTrue(late.contains("no bias corrected: its rows are divided"), late);
    Program causal = Attention.head(WIDTH, 3, true);
    String masked = why(causal, policy(SoftmaxChoice.EARLY, true));
    assertTrue(masked.contains("rows differ in how many elements are absent"), masked);
    Rule all = new Rule(PathPattern.ANY, List.of(new Setting.Bias(true)), "test");
    NumericsPolicy silent = NumericsPolicy.builtIn("w8a8").with("all", List.of(all));
    assertFalse(why(HEAD, silent).contains("no bias"));
  }

  private static String why(Program program, NumericsPolicy policy) {
    List<Explanation> all =
        Quantizer.explain(program, policy, calibrate(program, policy)).explanations();
    return Explanation.of("p", all).toString();
  }
}
