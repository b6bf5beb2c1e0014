package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.calibrate.CalibrationJson;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.codes.AdaLogFamily;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.codes.PostFamily;
import dev.halfbyte.quant.codes.SulqFamily;
import dev.halfbyte.quant.codes.TanFitFamily;
import dev.halfbyte.quant.codes.TwinLogFamily;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables with parameters on the whole way of the quantizer: observed, found, written, read, used.
class SearchedCodesTest {
  private static final int WIDTH = 24;
  private static final IntType S4 = ElemType.S4;
  private static final IntType U3 = new IntType(3, false);
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(4, 20, WIDTH, 6);
  private static final CodeFamily ADALOG = new AdaLogFamily.Searched();
  private static final CodeFamily SULQ = new SulqFamily.Searched();
  private static final CodeFamily TWIN = new TwinLogFamily.Searched();

  private static CodeFamily tan(boolean both) {
    return new TanFitFamily.Searched(both);
  }

  /// What a family costs behind GELU beside 8-bit weights, next to plain four bits.
  @Test
  void signedFamiliesServeBehindGelu() {
    Program program = Kernels.geluMlp(WIDTH, 48, 2);
    double affine = decibels(program, policy("g", new Setting.Activation(S4)));
    double twin = decibels(program, policy("g", new Setting.Activation(S4, TWIN)));
    double fitted = decibels(program, policy("g", new Setting.Activation(S4, tan(true))));
    double post = decibels(program, policy("g", new Setting.Activation(S4, new PostFamily())));
    assertTrue(twin > affine, "twin_log " + twin + " dB, affine " + affine);
    assertTrue(fitted > affine, "tan_fit " + fitted + " dB, affine " + affine);
    assertTrue(post > 12, "post " + post + " dB");
  }

  @Test
  void unsignedFamiliesServeBehindRelu() {
    Program program = Kernels.reluMlp(WIDTH, 48, 10, 2);
    assertTrue(decibels(program, policy("r", new Setting.Activation(ElemType.U4, ADALOG))) > 18);
    assertTrue(
        decibels(program, policy("r", new Setting.Activation(ElemType.U4, tan(false)))) > 18);
  }

  @ParameterizedTest
  @CsvSource({"post, 14", "twin_log, 14", "tan_fit, 16"})
  void weightsFindTheirParametersThemselves(String name, double floor) {
    CodeFamily family =
        name.equals("post") ? new PostFamily() : name.equals("tan_fit") ? tan(true) : TWIN;
    Setting.Weight perChannel = new Setting.Weight(S4, Granularity.PER_CHANNEL, family);
    Setting.Weight inGroups = new Setting.Weight(S4, new Granularity.PerGroup(8), family);
    Program program = Kernels.geluMlp(WIDTH, 48, 2);
    double measured = decibels(program, policy("**", perChannel));
    assertTrue(measured > floor, name + " " + measured + " dB");
    double grouped = decibels(program, policy("**", inGroups));
    assertTrue(grouped > measured, name + " in groups " + grouped + " dB, " + measured);
  }

  @ParameterizedTest
  @EnumSource(names = {"LATE", "EARLY"})
  void probabilitiesStayClose(SoftmaxChoice form) {
    for (boolean causal : List.of(false, true)) {
      Program program = Attention.head(WIDTH, 3, causal);
      for (CodeFamily family : List.of(ADALOG, SULQ, tan(false))) {
        double measured = decibels(program, probabilities(form, ElemType.U4, family));
        assertTrue(measured > 14, family + " " + form + " " + measured + " dB");
      }
      assertTrue(decibels(program, probabilities(form, U3, ADALOG)) > 10);
    }
  }

  /// The base of three bits is none of log2 or its root, and what is chosen is the best of all.
  @Test
  void theChosenBaseIsTheBestOne() {
    Program program = Attention.head(WIDTH, 3, false);
    CalibrationResult found = calibrated(program, probabilities(SoftmaxChoice.LATE, U3, ADALOG));
    long q = found.table("p", "u3 adalog late").orElseThrow().parameters().getOrDefault("q", 0L);
    double best =
        decibels(program, probabilities(SoftmaxChoice.LATE, U3, new AdaLogFamily((int) q)));
    for (int other : List.of(10, 18, 37, 80)) {
      double stated =
          decibels(program, probabilities(SoftmaxChoice.LATE, U3, new AdaLogFamily(other)));
      assertTrue(best > stated - 0.5, "q " + q + " " + best + " dB, q " + other + " " + stated);
    }
  }

  @Test
  void parametersAreWrittenReadAndEdited() {
    Program program = Attention.head(WIDTH, 3, true);
    NumericsPolicy policy = probabilities(SoftmaxChoice.LATE, ElemType.U4, ADALOG);
    CalibrationResult found = calibrated(program, policy);
    String text = CalibrationJson.write(found);
    assertTrue(text.contains("\"u4 adalog late\": {"), text);
    assertEquals(found, CalibrationJson.read("r.json", text));
    CalibrationResult edited = CalibrationJson.read("r.json", withQ(text, "100"));
    String why =
        Quantizer.explain(program, policy, edited).explanations().stream()
            .filter(Explanation.Softmaxed.class::isInstance)
            .findFirst()
            .orElseThrow()
            .toString();
    assertTrue(why.contains("codes u4 adalog, calibrated q = 100, reach 1.0"), why);
  }

  private static String withQ(String text, String q) {
    return text.replaceFirst("\"q\": [0-9]+", "\"q\": " + q);
  }

  @Test
  void allThreadsFindTheSame() {
    Program program = Attention.head(WIDTH, 3, true);
    NumericsPolicy policy = probabilities(SoftmaxChoice.LATE, ElemType.U4, SULQ);
    CalibrationResult one = calibrated(program, policy);
    CalibrationResult three =
        Calibrator.calibrate(
            program, policy, SampleSource.of(SAMPLES), ForkJoinPool.commonPool(), 3, _ -> {});
    assertEquals(one, three);
  }

  @Test
  void missingAndImpossibleParametersAreDiagnostics() {
    Program program = Attention.head(WIDTH, 3, true);
    NumericsPolicy policy = probabilities(SoftmaxChoice.LATE, ElemType.U4, ADALOG);
    CalibrationResult found = calibrated(program, policy);
    CalibrationResult none = found.with(new java.util.TreeMap<>());
    assertEquals(QuantCode.NO_PARAMETERS, fault(program, policy, none));
    CalibrationResult beyond =
        CalibrationJson.read("r.json", withQ(CalibrationJson.write(found), "138"));
    assertEquals(QuantCode.NO_PARAMETERS, fault(program, policy, beyond));
    for (String bad : List.of("1.5", "\"x\"", "null")) {
      String text = withQ(CalibrationJson.write(found), bad);
      DiagnosticException e =
          assertThrows(DiagnosticException.class, () -> CalibrationJson.read("r.json", text));
      assertEquals(QuantCode.CALIBRATION_FILE, e.diagnostics().getFirst().code());
    }
    Program mlp = Kernels.geluMlp(WIDTH, 48, 2);
    NumericsPolicy twin = policy("g", new Setting.Activation(S4, TWIN));
    CalibrationResult ranges = calibrated(mlp, twin).with(new java.util.TreeMap<>());
    assertEquals(QuantCode.NO_PARAMETERS, fault(mlp, twin, ranges));
  }

  @Test
  void familiesWithoutSignAreRefusedForNegatives() {
    Program program = Kernels.geluMlp(WIDTH, 48, 2);
    for (CodeFamily family : List.of(ADALOG, SULQ, tan(false))) {
      NumericsPolicy policy = policy("g", new Setting.Activation(ElemType.U4, family));
      assertEquals(QuantCode.POLICY, fault(program, policy, calibrated(program, policy)));
    }
  }

  @Test
  void absentElementsNeedAZero() {
    CodeFamily noZero = new SulqFamily(82);
    NumericsPolicy policy = probabilities(SoftmaxChoice.EARLY, ElemType.U4, noZero);
    Program causal = Attention.head(WIDTH, 3, true);
    assertEquals(QuantCode.NO_ZERO, fault(causal, policy, calibrated(causal, policy)));
    assertTrue(decibels(Attention.head(WIDTH, 3, false), policy) > 14);
    NumericsPolicy power = probabilities(SoftmaxChoice.EARLY, ElemType.U4, new SulqFamily(64));
    assertTrue(decibels(causal, power) > 14);
  }

  /// Sums of a row could be zero or less.
  @Test
  void nothingIsDividedByNegativeNumbers() {
    NumericsPolicy policy = probabilities(SoftmaxChoice.LATE, ElemType.U4, new SulqFamily(655));
    Program program = Attention.head(WIDTH, 3, false);
    assertEquals(QuantCode.POLICY, fault(program, policy, calibrated(program, policy)));
  }

  private static NumericsPolicy probabilities(
      SoftmaxChoice form, IntType storage, CodeFamily family) {
    return policy("p", new Setting.Softmax(form), new Setting.Activation(storage, family));
  }

  private static NumericsPolicy policy(String pattern, Setting... settings) {
    Rule rule = new Rule(PathPattern.parse(pattern), List.of(settings), "k.hb:7:3");
    return NumericsPolicy.builtIn("w8a8").with("test", List.of(rule));
  }

  private static CalibrationResult calibrated(Program program, NumericsPolicy policy) {
    return Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES));
  }

  private static Object fault(
      Program program, NumericsPolicy policy, CalibrationResult calibration) {
    return assertThrows(
            DiagnosticException.class, () -> Quantizer.quantize(program, policy, calibration))
        .diagnostics()
        .getFirst()
        .code();
  }

  private static double decibels(Program program, NumericsPolicy policy) {
    Program quantized = Quantizer.quantize(program, policy, calibrated(program, policy));
    return Closeness.decibels(program, quantized, SAMPLES);
  }
}
