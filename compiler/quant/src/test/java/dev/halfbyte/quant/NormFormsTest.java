package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.RmsNorm;
import dev.halfbyte.ir.op.Sigmoid;
import dev.halfbyte.ir.op.Silu;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Kernels with normalized rows and with functions of one value, through the quantizer.
class NormFormsTest {
  private static final int WIDTH = 48;
  private static final NumericsPolicy W8A8 = NumericsPolicy.builtIn("w8a8");

  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(6, 16, WIDTH, 5);

  interface Body {
    Value build(ProgramBuilder builder, Value x, Random random);
  }

  record Form(String name, double floor, Body body) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Floors in dB a little below what was measured when they were set.
  static Stream<Form> forms() {
    return Stream.of(
        new Form("result", 60, NormFormsTest::norm),
        new Form("rms result", 60, (b, x, r) -> b.add(new RmsNorm(x, scale(b, x, r), 1e-6f))),
        new Form("norm into linear", 34, (b, x, r) -> linear(b, norm(b, x, r), r)),
        new Form("norm of an accumulator", 34, (b, x, r) -> norm(b, linear(b, x, r), r)),
        new Form("norm of a norm", 60, (b, x, r) -> norm(b, norm(b, x, r), r)),
        new Form("norm of a function", 34, (b, x, r) -> norm(b, b.add(new Gelu(x)), r)),
        new Form("norm into a sum", 60, (b, x, r) -> b.binary(Binary.Kind.ADD, x, norm(b, x, r))),
        new Form("norm into gelu", 34, (b, x, r) -> b.add(new Gelu(norm(b, x, r)))),
        new Form("norm into relu", 34, (b, x, r) -> b.add(new Relu(norm(b, x, r)))),
        new Form("norm with constants", 60, NormFormsTest::withConstants),
        new Form("constant minus norm", 60, NormFormsTest::constantMinusNorm),
        new Form("sigmoid", 34, (b, x, r) -> b.add(new Sigmoid(linear(b, x, r)))),
        new Form("silu", 32.5, (b, x, r) -> b.add(new Silu(linear(b, x, r)))),
        new Form("tanh", 30, (b, x, r) -> b.add(new Unary(Unary.Kind.TANH, linear(b, x, r)))),
        new Form("gated", 30, NormFormsTest::gated));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void staysClose(Form form) {
    Program program = program(form.body, form.name.hashCode());
    double measured = Closeness.decibels(program, quantize(program), SAMPLES);
    assertTrue(measured >= form.floor, () -> form + ": " + measured + " dB");
  }

  private static Program program(Body body, long seed) {
    ProgramBuilder builder = Kernels.builder("form");
    Value x = Kernels.input(builder, "x", WIDTH);
    return builder.output("y", body.build(builder, x, new Random(seed))).build();
  }

  private static Program quantize(Program program) {
    CalibrationResult ranges = Calibrator.calibrate(program, W8A8, SampleSource.of(SAMPLES));
    return Quantizer.quantize(program, W8A8, ranges);
  }

  /// Scales of both signs with some zeros.
  private static Value scale(ProgramBuilder b, Value x, Random random) {
    Tensor data =
        Tensor.generateFloats(
            Shape.of(WIDTH), i -> i % 9 == 4 ? 0 : random.nextGaussian() + (i % 2 == 0 ? 1 : -1));
    return b.broadcast(b.constant("gamma", data), b.type(x).shape(), List.of(1));
  }

  private static Value norm(ProgramBuilder b, Value x, Random random) {
    Value gamma = scale(b, x, random);
    Value beta = b.constant("beta", Kernels.bias(random, WIDTH));
    return b.add(new LayerNorm(x, gamma, b.broadcast(beta, b.type(x).shape(), List.of(1)), 1e-6f));
  }

  private static Value linear(ProgramBuilder b, Value x, Random random) {
    return Kernels.linear(
        b, "h", x, Kernels.weight(random, WIDTH, WIDTH), Kernels.bias(random, WIDTH));
  }

  /// `(norm - c) * d / 3`.
  private static Value withConstants(ProgramBuilder b, Value x, Random random) {
    Value moved = b.binary(Binary.Kind.SUB, norm(b, x, random), scale(b, x, random));
    Value scaled = b.binary(Binary.Kind.MUL, moved, scale(b, x, random));
    return b.binary(Binary.Kind.DIV, scaled, b.splat(3f, scaled));
  }

  private static Value constantMinusNorm(ProgramBuilder b, Value x, Random random) {
    return b.binary(Binary.Kind.SUB, scale(b, x, random), norm(b, x, random));
  }

  private static Value gated(ProgramBuilder b, Value x, Random random) {
    Value gate = b.add(new Silu(linear(b, norm(b, x, random), random)));
    return b.binary(Binary.Kind.MUL, gate, linear(b, x, random));
  }

  @ParameterizedTest
  @CsvSource({"1e-20", "0.001", "1e4"})
  void rowsOfAnyMagnitude(float magnitude) {
    Program program =
        program(
            (b, x, r) -> {
              Value zero = b.splat(0f, x);
              return b.add(new LayerNorm(x, b.splat(1f, x), zero, 0f));
            },
            3);
    List<SortedMap<String, Tensor>> samples = Kernels.samples(3, 7, WIDTH, 6);
    samples.replaceAll(sample -> scaled(sample, magnitude));
    CalibrationResult ranges = Calibrator.calibrate(program, W8A8, SampleSource.of(samples));
    double measured =
        Closeness.decibels(program, Quantizer.quantize(program, W8A8, ranges), samples);
    assertTrue(measured >= 70, measured + " dB");
  }

  private static SortedMap<String, Tensor> scaled(SortedMap<String, Tensor> sample, float by) {
    sample.replaceAll((_, t) -> Tensor.generateFloats(t.type().shape(), i -> t.floatAt(i) * by));
    return sample;
  }

  @Test
  void anEpsilonAboveAllSquaresIsRefusedAtItsPlace() {
    Program program =
        program((b, x, _) -> b.add(new LayerNorm(x, b.splat(1f, x), b.splat(0f, x), 1e30f)), 3);
    DiagnosticException refused = assertThrows(DiagnosticException.class, () -> quantize(program));
    assertEquals(QuantCode.NO_INTEGER_FORM.code(), refused.diagnostics().getFirst().code().code());
  }

  @Test
  void computedScalesAreRefused() {
    Program program = program((b, x, _) -> b.add(new LayerNorm(x, x, b.splat(0f, x), 0f)), 3);
    assertThrows(DiagnosticException.class, () -> quantize(program));
  }

  @Test
  void constantRowsGiveTheBias() {
    Program program = program(NormFormsTest::norm, 8);
    Tensor flat = Tensor.generateFloats(Shape.of(2, WIDTH), i -> i < WIDTH ? 1.5 : 0);
    SortedMap<String, Tensor> sample = Kernels.samples(1, 1, WIDTH, 1).getFirst();
    sample.put("x", flat);
    Tensor expected = Interpreter.run(program, sample).firstEntry().getValue();
    Tensor actual = Interpreter.run(quantize(program), sample).firstEntry().getValue();
    for (int i = 0; i < actual.count(); i++) {
      assertEquals(expected.floatAt(i), actual.floatAt(i), 4e-4f);
    }
  }

  @Test
  void theStreamIsReadWithoutAnotherQuantizer() {
    Program program =
        program((b, x, r) -> b.binary(Binary.Kind.ADD, x, linear(b, norm(b, x, r), r)), 4);
    List<Quantize> quantizers =
        quantize(program).nodes().stream()
            .map(Node::op)
            .filter(Quantize.class::isInstance)
            .map(Quantize.class::cast)
            .toList();
    assertEquals(1, quantizers.size(), quantizers.toString());
  }
}
