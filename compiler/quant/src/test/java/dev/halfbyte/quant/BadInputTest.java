package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Origin;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.calibrate.TensorRange;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Faults of the user get one diagnostic each; extreme but legal data gets a program.
class BadInputTest {
  private static final NumericsPolicy W4A8 = NumericsPolicy.builtIn("w4a8");

  /// `gelu(x w^T + b)` for `x: f32[4, 3]`.
  private static Program layer(IntToDoubleFunction weight, double bias) {
    ProgramBuilder builder = new ProgramBuilder("layer");
    Value x = input(builder, "x");
    Tensor w = Tensor.generateFloats(Shape.of(2, 3), weight);
    Tensor b = Tensor.generateFloats(Shape.of(2), _ -> bias);
    Value h = Kernels.linear(builder, "h", x, w, b);
    return builder.output("y", Kernels.named(builder, "y").add(new Gelu(h))).build();
  }

  private static Value input(ProgramBuilder builder, String name) {
    TensorType type = new TensorType(ElemType.F32, Shape.of(4, 3));
    return builder.parameter(name, type, Parameter.Kind.INPUT);
  }

  private static SortedMap<String, Tensor> sample(IntToDoubleFunction element) {
    return new TreeMap<>(Map.of("x", Tensor.generateFloats(Shape.of(4, 3), element)));
  }

  private static CalibrationResult ranges(Map<String, TensorRange> ranges) {
    return new CalibrationResult("layer", "by hand", 1, new TreeMap<>(ranges));
  }

  private static final CalibrationResult UNIT =
      ranges(
          Map.of(
              "x", TensorRange.of(-1, 1), "h", TensorRange.of(-2, 2), "y", TensorRange.of(0, 2)));

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.NEGATIVE_INFINITY})
  void weightsMustBeFinite(float bad) {
    Diagnostic fault = fault(layer(i -> i == 4 ? bad : 1, 0), UNIT, W4A8).getFirst();
    assertEquals(QuantCode.NOT_FINITE_WEIGHT, fault.code());
    assertEquals("weight `h.w` is " + bad + " at [1, 1]", fault.message());
  }

  @Test
  void weightsMustHaveData() {
    ProgramBuilder builder = new ProgramBuilder("free");
    Value x = input(builder, "x");
    TensorType type = new TensorType(ElemType.F32, Shape.of(2, 3));
    Value w = builder.parameter("w", type, Parameter.Kind.WEIGHT);
    Value h = builder.add(new Contract(x, w, Kernels.LINEAR, Order.LANES16, ElemType.F32));
    Program program = builder.output("y", h).build();
    Diagnostic fault = fault(program, UNIT, W4A8).getFirst();
    assertEquals(QuantCode.FREE_WEIGHT, fault.code());
    assertEquals("weight `w` has no data", fault.message());
  }

  @Test
  void everyMissingRangeIsNamed() {
    List<Diagnostic> faults =
        fault(layer(i -> i, 0), ranges(Map.of("x", TensorRange.of(0, 1))), W4A8);
    assertEquals(
        List.of("no calibrated range for `h`", "no calibrated range for `y`"),
        faults.stream().map(Diagnostic::message).toList());
    assertEquals(QuantCode.MISSING_RANGE, faults.getFirst().code());
  }

  @Test
  void anAxisThatIsSummedOverHasNoScales() {
    Rule rule =
        new Rule(
            PathPattern.parse("h.w"),
            List.of(new Setting.Weight(ElemType.S4, new Granularity.PerAxis(1))),
            "a.hb:3:5");
    Diagnostic fault = fault(layer(i -> i, 0), UNIT, W4A8.with("axis", List.of(rule))).getFirst();
    assertEquals(QuantCode.AXIS, fault.code());
    assertTrue(fault.message().contains("a.hb:3:5"), fault.message());
  }

  @Test
  void anOpWithoutAnIntegerFormIsNamedWithItsPlace() {
    ProgramBuilder builder = new ProgramBuilder("ratio");
    Value x = input(builder, "x");
    Value e = builder.add(new Unary(Unary.Kind.EXP, x));
    builder.at(Optional.of("r"), Optional.of(new Origin("a.hb", 4, 9)));
    Value ratio = builder.binary(Binary.Kind.DIV, e, input(builder, "k"));
    Value after = builder.add(new Gelu(ratio));
    Program program = builder.output("y", after).build();
    CalibrationResult calibrated =
        Calibrator.calibrate(
            program,
            W4A8,
            SampleSource.of(
                List.of(
                    new TreeMap<>(
                        Map.of(
                            "x", Tensor.generateFloats(Shape.of(4, 3), i -> i),
                            "k", Tensor.generateFloats(Shape.of(4, 3), i -> i + 1))))));
    List<Diagnostic> faults = fault(program, calibrated, W4A8);
    assertEquals(1, faults.size(), faults.toString());
    assertEquals(QuantCode.NO_INTEGER_FORM, faults.getFirst().code());
    assertTrue(
        faults.getFirst().message().startsWith("`binary` of `r` at a.hb:4:9 has no integer form"),
        faults.getFirst().message());
    assertTrue(faults.getFirst().help().orElseThrow().contains("f32"));
  }

  @Test
  void accumulatorsWidenByThemselves() {
    // The bias is 2^40 steps of the accumulator.
    Program program = layer(_ -> 1e-11, 1);
    Quantizer.Quantized quantized = Quantizer.explain(program, W4A8, UNIT);
    Explanation.Accumulated accumulator =
        quantized.explanations().stream()
            .filter(Explanation.Accumulated.class::isInstance)
            .map(Explanation.Accumulated.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals("s64", accumulator.type());
    SortedMap<String, Tensor> sample = sample(i -> i / 12.0);
    float exact = Interpreter.run(program, sample).firstEntry().getValue().floatAt(0);
    float coded = Interpreter.run(quantized.program(), sample).firstEntry().getValue().floatAt(0);
    assertEquals(exact, coded, 0.02);
  }

  @Test
  void beyondSixtyFourBitsThereIsADiagnostic() {
    Diagnostic fault = fault(layer(_ -> 1e-30, 1), UNIT, W4A8).getFirst();
    assertEquals(QuantCode.TOO_WIDE, fault.code());
    assertTrue(fault.message().contains("beyond 64 bits"), fault.message());
  }

  @Test
  void rangesOfZerosGiveZeros() {
    Program program = layer(_ -> 0, 0);
    assertOutputs(program, _ -> 0, 0f, 0);
  }

  @Test
  void constantActivationsAreCodedExactly() {
    Program program = layer(i -> i < 3 ? 1 : -1, 0);
    assertOutputs(program, _ -> 0.75, 2.2255f, 0.02);
  }

  @Test
  void hugeRangesStayFinite() {
    Program program = layer(i -> i < 3 ? 1 : -1, 0);
    assertOutputs(program, i -> i < 3 ? 1e38 : -1e37, 3e38f, 3e36);
  }

  @Test
  void subnormalRangesHaveScalesWithFiniteInverses() {
    Program program = layer(i -> i < 3 ? 1 : -1, 0);
    CalibrationResult calibrated = calibrate(program, _ -> 1e-42);
    Program quantized = Quantizer.quantize(program, W4A8, calibrated);
    for (Tensor constant : quantized.constants().values()) {
      if (constant.type().elem().equals(ElemType.F32)) {
        for (float value : constant.floats()) {
          assertTrue(Float.isFinite(value) && value > 0, "scale " + value);
        }
      }
    }
    assertOutputs(program, _ -> 1e-42, 0f, 1e-37);
  }

  @Test
  void editedRangesAreUsed() {
    Program program = layer(i -> i - 2.5, 0);
    Map<String, TensorRange> narrow = new TreeMap<>(UNIT.ranges());
    narrow.put("y", TensorRange.of(0, 0.125f));
    Program quantized = Quantizer.quantize(program, W4A8, ranges(narrow));
    SortedMap<String, Tensor> sample = sample(_ -> 1);
    for (float value : Interpreter.run(quantized, sample).firstEntry().getValue().floats()) {
      assertTrue(value <= 0.1251f, "clipped to " + value);
    }
  }

  private static CalibrationResult calibrate(Program program, IntToDoubleFunction element) {
    return Calibrator.calibrate(program, W4A8, SampleSource.of(List.of(sample(element))));
  }

  /// The first output for inputs of `element`, calibrated on the same.
  private static void assertOutputs(
      Program program, IntToDoubleFunction element, float expected, double tolerance) {
    Program quantized = Quantizer.quantize(program, W4A8, calibrate(program, element));
    Tensor result = Interpreter.run(quantized, sample(element)).firstEntry().getValue();
    assertEquals(expected, result.floatAt(0), tolerance);
  }

  private static List<Diagnostic> fault(
      Program program, CalibrationResult ranges, NumericsPolicy policy) {
    return assertThrows(
            DiagnosticException.class, () -> Quantizer.quantize(program, policy, ranges))
        .diagnostics();
  }

  @Test
  void rowsOfZerosCountTheirBiasInFineSteps() {
    Random random = new Random(1);
    Program program = layer(i -> i < 3 ? 0 : random.nextGaussian(), 0.5);
    assertOutputs(program, i -> i / 12.0, 0.34573f, 0.01);
  }
}
