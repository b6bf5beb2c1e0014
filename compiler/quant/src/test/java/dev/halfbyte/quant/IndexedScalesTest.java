package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.quant.calibrate.CalibrationJson;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.codes.Fp4Family;
import dev.halfbyte.quant.policy.CalibrationPlan;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Scales of heads: an attention whose heads have values of very different magnitudes.
class IndexedScalesTest {
  private static final int WIDTH = 24;
  private static final int HEADS = 3;
  private static final int HEAD = WIDTH / HEADS;
  private static final double[] SIZES = {0.2, 1, 4};
  private static final Program KERNEL = kernel();
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(6, 16, WIDTH, 7);

  private static Program kernel() {
    Random random = new Random(3);
    ProgramBuilder builder = Kernels.builder("heads");
    Value x = Kernels.input(builder, "x", WIDTH);
    Value q = heads(builder, "q", x, random, 1);
    Value k = heads(builder, "k", x, random, -1);
    Value v = heads(builder, "v", x, random, 1);
    Value z = contract(builder, "z", q, k, "i a c, j a c -> a i j");
    Value p =
        Kernels.named(builder, "p").add(new Softmax(z, Optional.empty(), Softmax.Form.THREE_PASS));
    Value y = contract(builder, "y", p, v, "a i j, j a c -> i a c");
    // The columns of the last weight undo the magnitudes of the heads.
    Tensor last =
        Tensor.generateFloats(
            Shape.of(WIDTH, HEADS, HEAD),
            i -> random.nextGaussian() / SIZES[i / HEAD % HEADS] / Math.sqrt(WIDTH));
    Value wo = Kernels.named(builder, "o.w").constant("o.w", last);
    return builder.output("o", contract(builder, "o", y, wo, "i a c, e a c -> i e")).build();
  }

  /// Magnitudes of a power of those of the heads, so that products of queries and keys are alike.
  private static Value heads(
      ProgramBuilder builder, String path, Value x, Random random, int power) {
    Tensor weight =
        Tensor.generateFloats(
            Shape.of(HEADS, HEAD, WIDTH),
            i ->
                Math.pow(SIZES[i / (HEAD * WIDTH)], power)
                    * random.nextGaussian()
                    / Math.sqrt(WIDTH * 2.5));
    Value w = Kernels.named(builder, path + ".w").constant(path + ".w", weight);
    return contract(builder, path, x, w, "i e, a c e -> i a c");
  }

  private static Value contract(
      ProgramBuilder builder, String path, Value left, Value right, String einsum) {
    String[] sides = einsum.split(" -> ");
    String[] operands = sides[0].split(", ");
    Einsum labels = new Einsum(labels(operands[0]), labels(operands[1]), labels(sides[1]));
    return Kernels.named(builder, path)
        .add(new Contract(left, right, labels, Order.SERIAL, ElemType.F32));
  }

  private static List<String> labels(String text) {
    return Arrays.asList(text.split(" "));
  }

  private static NumericsPolicy policy(CalibrationPlan.Method method, Rule... rules) {
    Rule fine =
        new Rule(PathPattern.parse("y"), List.of(new Setting.Activation(ElemType.S8)), "test");
    return NumericsPolicy.builtIn("w8a4")
        .with("heads", List.of(fine))
        .with("heads", List.of(rules))
        .calibrated(new CalibrationPlan(method, OptionalInt.empty(), 0));
  }

  private static Rule axis(String path, int axis) {
    return new Rule(
        PathPattern.parse(path),
        List.of(new Setting.Activation(ElemType.S4), new Setting.ScaleAxis(axis)),
        "test");
  }

  private static NumericsPolicy perHead(CalibrationPlan.Method method) {
    return policy(method, Stream.of("q", "k", "v").map(p -> axis(p, 1)).toArray(Rule[]::new));
  }

  private static CalibrationResult ranges(NumericsPolicy policy) {
    return Calibrator.calibrate(KERNEL, policy, SampleSource.of(SAMPLES));
  }

  private static double decibels(NumericsPolicy policy) {
    Program quantized = Quantizer.quantize(KERNEL, policy, ranges(policy));
    return Closeness.decibels(KERNEL, quantized, SAMPLES);
  }

  @Test
  void headsOfDifferentMagnitudesNeedScalesOfTheirOwn() {
    for (CalibrationPlan.Method method :
        List.of(new CalibrationPlan.MinMax(), new CalibrationPlan.MeanSquare())) {
      double one = decibels(policy(method));
      double own = decibels(perHead(method));
      assertTrue(own > one + 2, method + ": " + one + " dB, per head " + own + " dB");
    }
  }

  /// The integers are those that the codes in floats would give, but for roundings of multipliers.
  @Test
  void theIntegersComputeWhatTheCodesSay() {
    NumericsPolicy policy = perHead(new CalibrationPlan.MeanSquare());
    CalibrationResult ranges = ranges(policy);
    double agreement =
        Closeness.decibels(
            Quantizer.annotate(KERNEL, policy, ranges),
            Quantizer.quantize(KERNEL, policy, ranges),
            SAMPLES);
    assertTrue(agreement > 30, agreement + " dB");
  }

  @Test
  void saysHowManyScalesThereAre() {
    NumericsPolicy policy = perHead(new CalibrationPlan.MinMax());
    List<Explanation> reasons = Quantizer.explain(KERNEL, policy, ranges(policy)).explanations();
    assertTrue(
        Explanation.of("q", reasons).stream()
            .anyMatch(e -> e.toString().contains("a contraction, 3 scales along axis 1")),
        Explanation.of("q", reasons).toString());
  }

  @Test
  void threadsDoNotChangeTheResultAndItsTextSaysAll() {
    NumericsPolicy policy = perHead(new CalibrationPlan.MeanSquare());
    CalibrationResult alone = ranges(policy);
    try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
      assertEquals(
          alone,
          Calibrator.calibrate(KERNEL, policy, SampleSource.of(SAMPLES), executor, 3, _ -> {}));
    }
    assertEquals(alone, CalibrationJson.read("a.json", CalibrationJson.write(alone)));
    assertEquals(HEADS, alone.range("q").orElseThrow().channels().size());
  }

  @ParameterizedTest
  @CsvSource({
    "q, 2, `z` sums over that axis",
    "q, 3, 'it has 3 axes, counted from 0'",
    "q, 0, the extent of that axis is not known when the kernel is compiled",
    "y, 1, `o` sums over that axis",
    "x, 1, it is no sum of products",
  })
  void axesWithoutScalesAreNamed(String path, int axis, String reason) {
    Diagnostic fault = fault(policy(new CalibrationPlan.MinMax(), axis(path, axis)));
    assertEquals(QuantCode.NO_INDEXED_SCALES, fault.code());
    assertTrue(fault.message().endsWith(reason), fault.message());
    assertTrue(
        fault.message().startsWith("no scales along axis " + axis + " of `" + path + "`"),
        fault.message());
  }

  @Test
  void codesOfATableHaveOneScale() {
    Rule rule =
        new Rule(
            PathPattern.parse("q"),
            List.of(new Setting.Activation(ElemType.U4, new Fp4Family()), new Setting.ScaleAxis(1)),
            "test");
    Diagnostic fault = fault(policy(new CalibrationPlan.MinMax(), rule));
    assertTrue(fault.message().contains("only affine codes"), fault.message());
  }

  @Test
  void rangesOfAnotherNumericsDoNotServe() {
    CalibrationResult plain = ranges(policy(new CalibrationPlan.MinMax()));
    NumericsPolicy policy = perHead(new CalibrationPlan.MinMax());
    DiagnosticException thrown =
        assertThrows(DiagnosticException.class, () -> Quantizer.quantize(KERNEL, policy, plain));
    assertTrue(
        thrown
            .diagnostics()
            .getFirst()
            .message()
            .endsWith("the calibration has no ranges of its indices"));
  }

  private static Diagnostic fault(NumericsPolicy policy) {
    return assertThrows(
            DiagnosticException.class, () -> Quantizer.quantize(KERNEL, policy, ranges(policy)))
        .diagnostics()
        .getFirst();
  }
}
