package dev.halfbyte.quant.reparam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Silu;
import dev.halfbyte.quant.Closeness;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.Kernels;
import dev.halfbyte.quant.NormKernels;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.annotate.TransformedNames;
import dev.halfbyte.quant.calibrate.CalibrationJson;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.codes.AdaLogFamily;
import dev.halfbyte.quant.policy.CommonScale;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.quant.policy.ReparamMethod.Hadamard;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.WeightRounding;
import dev.halfbyte.quant.rounding.LayerCalibrator;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Values that take the place of others before ranges are found.
final class TransformsTest {
  private static final int WIDTH = 64;
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(3, 48, WIDTH, 5);
  private static final Hadamard HADAMARD = new Hadamard(16, ElemType.S16);
  private static final ReparamMethod SHIFTED = new ReparamMethod.Shifted();
  private static final Program NORM = NormKernels.linear(WIDTH, 32, 0.3, 1);
  private static final Program MLP = Kernels.geluMlp(WIDTH, 48, 2);

  private static NumericsPolicy policy(
      String numerics, String path, ReparamMethod method, Setting... more) {
    List<Setting> settings = new ArrayList<>(List.of(more));
    settings.add(new Setting.Reparam(method));
    Rule rule = new Rule(PathPattern.parse(path), settings, "test");
    return NumericsPolicy.builtIn(numerics).with(numerics, List.of(rule));
  }

  private static CalibrationResult ranges(Program program, NumericsPolicy policy) {
    return Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES));
  }

  private static Quantizer.Quantized quantize(Program program, NumericsPolicy policy) {
    return Quantizer.explain(program, policy, ranges(program, policy));
  }

  private static double decibels(Program program, NumericsPolicy policy) {
    return decibels(program, policy, SAMPLES);
  }

  private static double decibels(
      Program program, NumericsPolicy policy, List<SortedMap<String, Tensor>> samples) {
    CalibrationResult ranges = Calibrator.calibrate(program, policy, SampleSource.of(samples));
    return Closeness.decibels(program, Quantizer.quantize(program, policy, ranges), samples);
  }

  /// The float program is the same but for rounding, which is not so where a fold is missing.
  @Test
  void floatsComputeWhatTheyDid() {
    Program scan = Kernels.scannedBlocks(WIDTH, 48, 3);
    assertSame(NORM, policy("w8a8", "ln", HADAMARD));
    assertSame(MLP, policy("w8a8", "**", HADAMARD));
    assertSame(scan, policy("w8a8", "**", HADAMARD));
    NumericsPolicy shifted = policy("w8a8", "**", SHIFTED);
    Program moved = Transforms.prepared(MLP, shifted).program();
    // The bias takes out what the codes of the weights show: they are still floats here.
    assertTrue(Closeness.decibels(MLP, moved, SAMPLES) > 38);
  }

  private static void assertSame(Program program, NumericsPolicy policy) {
    Transforms.Transformed moved = Transforms.prepared(program, policy);
    assertFalse(moved.explanations().isEmpty());
    double measured = Closeness.decibels(program, moved.program(), SAMPLES);
    assertTrue(measured > 100, measured + " dB");
    assertEquals(List.of(), Transforms.prepared(moved.program(), policy).explanations());
  }

  /// In the sealed program the sums are those of the codes, to the last bit.
  @ParameterizedTest
  @ValueSource(strings = {"s8", "s16"})
  void sumsOfCodesAreExact(String storage) {
    ElemType.IntType type = storage.equals("s8") ? ElemType.S8 : ElemType.S16;
    NumericsPolicy policy = policy("w4a4", "ln", new Hadamard(16, type));
    Program integers = quantize(NORM, policy).program();
    Node sum =
        integers.nodes().stream()
            .filter(node -> node.op() instanceof Contract op && isMatrix(integers, op))
            .findFirst()
            .orElseThrow();
    Map<Value, Tensor> seen = new HashMap<>();
    Interpreter.run(
        integers,
        Arguments.of(integers, SAMPLES.getFirst(), Map.of()),
        (_, _, value, tensor) -> seen.put(value, tensor));
    Tensor codes = Objects.requireNonNull(seen.get(((Contract) sum.op()).left()));
    Tensor sums = Objects.requireNonNull(seen.get(sum.value()));
    assertEquals(ElemType.S32, sums.type().elem());
    Encoding encoding = ((ElemType.CodeType) codes.type().elem()).encoding();
    assertEquals(type, encoding.storage());
    Tensor signs = TransformedNames.matrix(16);
    for (int i = 0; i < sums.count(); i++) {
      long expected = 0;
      for (int k = 0; k < 16; k++) {
        long number = encoding.decode(codes.longAt(i / 16 * 16 + k));
        expected += number * (long) signs.floatAt(i % 16 * 16 + k);
      }
      assertEquals(expected, sums.longAt(i), "element " + i);
    }
  }

  private static boolean isMatrix(Program program, Contract op) {
    return Objects.requireNonNull(program.types().get(op.right())).shape().equals(Shape.of(16, 16));
  }

  /// Each row has a large value in another channel: no scales of channels help there. What a block
  /// gives is a little more than these.
  @Test
  void helpsWhereLargeValuesAreAnywhere() {
    OutlierKernel kernel = new OutlierKernel(96, WIDTH, 32);
    Program linear = kernel.program();
    List<SortedMap<String, Tensor>> samples = kernel.samples(4);
    double without = decibels(linear, NumericsPolicy.builtIn("w4a4"), samples);
    Map<Integer, Double> gains = Map.of(4, 2.5, 16, 5.5, 64, 8.0);
    gains.forEach((block, gain) -> {
      Hadamard method = new Hadamard(block, ElemType.S16);
      double measured = decibels(linear, policy("w4a4", "x", method), samples);
      assertTrue(measured >= without + gain, block + ": " + without + " to " + measured + " dB");
    });
  }

  /// What was transformed has ranges of its own, which the file keeps.
  @Test
  void rangesAreThoseOfTheSums() {
    NumericsPolicy policy = policy("w4a4", "ln", HADAMARD);
    CalibrationResult ranges = ranges(NORM, policy);
    assertTrue(ranges.range("ln.hadamard").isPresent());
    CalibrationResult read = CalibrationJson.read("c.json", CalibrationJson.write(ranges));
    assertEquals(Quantizer.quantize(NORM, policy, ranges), Quantizer.quantize(NORM, policy, read));
    CalibrationResult plain = ranges(NORM, NumericsPolicy.builtIn("w4a4"));
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> Quantizer.quantize(NORM, policy, plain));
    assertEquals(QuantCode.MISSING_RANGE, fault.diagnostics().getFirst().code());
  }

  @Test
  void theCodesAreThoseOfTheRuleForTheOriginal() {
    Setting.Activation fine = new Setting.Activation(new ElemType.IntType(6, true));
    List<Explanation> why = quantize(NORM, policy("w4a4", "ln", HADAMARD, fine)).explanations();
    Explanation.Coded coded = (Explanation.Coded) Explanation.of("ln.hadamard", why).getFirst();
    assertTrue(coded.encoding().startsWith("s6"), coded.encoding());
    Explanation.Transformed moved = (Explanation.Transformed) Explanation.of("ln", why).getFirst();
    assertEquals(List.of("h.w"), moved.weights());
    assertEquals("ln via hadamard(16, codes = s16) (test)", moved.rule());
    assertEquals("transform", moved.json().get("kind").getAsString());
    assertTrue(moved.toString().contains("signs, of codes s16, folded into h.w"), moved.toString());
  }

  /// A linear layer in front has the signs in its weight: no sums are left.
  @Test
  void aLayerInFrontTakesTheSums() {
    Program layers = BehindSumsTest.layers(false, false);
    NumericsPolicy policy = policy("w4a4", "h", HADAMARD);
    Quantizer.Quantized quantized = quantize(layers, policy);
    assertEquals(2, contractions(quantized.program()));
    Explanation moved = Explanation.of("h", quantized.explanations()).getFirst();
    assertTrue(moved.toString().contains("folded into the layer before"), moved.toString());
    assertSame(layers, policy);
    Program read = BehindSumsTest.layers(false, true);
    assertSame(read, policy);
    assertEquals(3, contractions(quantize(read, policy).program()));
    Program clamped = BehindSumsTest.layers(true, false);
    assertSame(clamped, policy);
    assertEquals(3, contractions(quantize(clamped, policy).program()));
  }

  private static long contractions(Program program) {
    return program.nodes().stream().filter(node -> node.op() instanceof Contract).count();
  }

  /// Weights of a scan are transformed iteration by iteration, and rounded by samples as others.
  @Test
  void bodiesOfScansAndRoundedWeightsHaveItToo() {
    Program scan = Kernels.scannedBlocks(WIDTH, 48, 2);
    NumericsPolicy policy = policy("w8a8", "y.*", HADAMARD);
    assertTrue(decibels(scan, policy) > 30, decibels(scan, policy) + " dB");
    Rule gptq =
        new Rule(PathPattern.ANY, List.of(new Setting.Rounding(WeightRounding.GPTQ)), "test");
    NumericsPolicy rounded = policy("w4a8", "ln", HADAMARD).with("gptq", List.of(gptq));
    SampleSource samples = SampleSource.of(SAMPLES);
    CalibrationResult ranges =
        LayerCalibrator.calibrate(
            NORM, rounded, ranges(NORM, rounded), samples, Runnable::run, 1, _ -> {});
    double measured = Closeness.decibels(NORM, Quantizer.quantize(NORM, rounded, ranges), SAMPLES);
    assertTrue(measured > decibels(NORM, policy("w4a8", "ln", HADAMARD)), measured + " dB");
  }

  /// Codes without a sign, and four bits of them nearly as good as eight.
  @Test
  void whatGeluGivesIsMovedUp() {
    Setting.Activation adalog = new Setting.Activation(ElemType.U4, new AdaLogFamily.Searched());
    NumericsPolicy policy = policy("w8a8", "g", SHIFTED, adalog);
    Quantizer.Quantized quantized = quantize(MLP, policy);
    double measured = Closeness.decibels(MLP, quantized.program(), SAMPLES);
    assertTrue(measured > 20, measured + " dB");
    Explanation moved = Explanation.of("g", quantized.explanations()).getFirst();
    assertTrue(moved.toString().contains("moved up by 0.169972, folded into the biases behind"));
    NumericsPolicy without = policy("w8a8", "g", new ReparamMethod.Repq(CommonScale.NONE), adalog);
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> quantize(MLP, without));
    assertEquals(QuantCode.POLICY, fault.diagnostics().getFirst().code());
  }

  /// Bounds hold for every binary32 number near the least one, as the interpreter computes.
  @Test
  void leastValuesAreBelowAll() {
    for (boolean gelu : new boolean[] {true, false}) {
      ProgramBuilder builder = new ProgramBuilder("function");
      Shape shape = Shape.of(40_001);
      Value x = builder.parameter("x", new TensorType(ElemType.F32, shape), Parameter.Kind.INPUT);
      Value y = builder.add(gelu ? new Gelu(x) : new Silu(x));
      Program program = builder.output("y", y).build();
      float bound = LeastValue.of(program.nodes().getLast()).orElseThrow();
      Tensor points = Tensor.generateFloats(shape, i -> -2 + i * 1e-4);
      float least = 0;
      Tensor results =
          Objects.requireNonNull(Interpreter.run(program, Map.of("x", points)).get("y"));
      for (float value : results.floats()) {
        least = Math.min(least, value);
      }
      assertTrue(least + bound > 0 && least + bound < 5e-6, least + " and " + bound);
    }
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    assertReason(NORM, "ln", new Hadamard(128, ElemType.S16), "no whole blocks of 128");
    assertReason(NORM, "ln", SHIFTED, "`gelu` or `silu`");
    Setting.Activation wide = new Setting.Activation(ElemType.S16);
    assertReason(NORM, "ln", HADAMARD, "not of at most 8 bits", wide);
    Setting.Weight groups = new Setting.Weight(ElemType.S4, new Granularity.PerGroup(32));
    Rule grouped = new Rule(PathPattern.ANY, List.of(groups), "test");
    NumericsPolicy policy = policy("w4a4", "g", SHIFTED).with("grouped", List.of(grouped));
    assertTrue(notDone(MLP, policy, "g").contains("scales of groups"));
  }

  private static void assertReason(
      Program program, String path, ReparamMethod method, String reason, Setting... more) {
    String told = notDone(program, policy("w4a4", path, method, more), path);
    assertTrue(told.contains(reason), told);
  }

  private static String notDone(Program program, NumericsPolicy policy, String path) {
    List<Explanation> why = Transforms.prepared(program, policy).explanations();
    return Explanation.of(path, why).getFirst().toString();
  }

  /// `y = a * b` of numbers without axes: there are no channels to sum.
  @Test
  void numbersWithoutAxesStayAsTheyAre() {
    ProgramBuilder builder = new ProgramBuilder("product");
    TensorType number = new TensorType(ElemType.F32, Shape.SCALAR);
    Value a = builder.parameter("a", number, Parameter.Kind.INPUT);
    Value b = builder.parameter("b", number, Parameter.Kind.INPUT);
    Einsum none = new Einsum(List.of(), List.of(), List.of());
    Value y = builder.add(new Contract(a, b, none, Order.SERIAL, ElemType.F32));
    Program product = builder.output("y", y).build();
    assertReason(product, "a", HADAMARD, "one number without channels");
  }

  /// A rule for everything is for what can have it: nothing is said of the others.
  @Test
  void aDefaultIsForWhatCanHaveIt() {
    Rule all = new Rule(PathPattern.ANY, List.of(new Setting.Reparam(HADAMARD)), "test");
    NumericsPolicy policy = NumericsPolicy.builtIn("w8a8").with("all", List.of(all));
    List<Explanation> why = Transforms.prepared(MLP, policy).explanations();
    assertEquals(List.of("x", "g"), why.stream().map(Explanation::path).toList());
    Hadamard odd = new Hadamard(256, ElemType.S16);
    Rule none = new Rule(PathPattern.ANY, List.of(new Setting.Reparam(odd)), "test");
    NumericsPolicy vain = NumericsPolicy.builtIn("w8a8").with("none", List.of(none));
    assertEquals(List.of(), Transforms.prepared(MLP, vain).explanations());
  }
}
