package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Clip;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.NumericsPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every shape of kernel that has an integer form: it quantizes without a float op left, and stays
/// close to the f32 original, which a wrong scale, axis, sign or zero point would prevent.
class FormsTest {
  private static final int WIDTH = 12;
  private static final NumericsPolicy W8A8 = NumericsPolicy.builtIn("w8a8");

  /// What a kernel computes from its input `x: f32[n, 12]`.
  interface Body {
    Value build(ProgramBuilder builder, Value x, Random random);
  }

  record Form(String name, Body body) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Form> forms() {
    return Stream.of(
        new Form("input as output", (_, x, _) -> x),
        new Form("linear", (b, x, r) -> linear(b, x, r, "h", 7)),
        new Form("bias added to the sum first", FormsTest::biasFirst),
        new Form("bias added to the sum last", FormsTest::biasLast),
        new Form("scaled accumulator", FormsTest::scaledAccumulator),
        new Form("relu then bias", FormsTest::reluThenBias),
        new Form("relu of a sum", FormsTest::reluOfSum),
        new Form("relu written as max", FormsTest::reluAsMax),
        new Form("relu inside a sum", FormsTest::reluInsideSum),
        new Form("function into a sum", FormsTest::functionIntoSum),
        new Form("function of the input", (b, x, _) -> b.add(new Gelu(x))),
        new Form("function with constants", FormsTest::functionWithConstants),
        new Form("select", FormsTest::leaky),
        new Form("two users of one sum", FormsTest::twoUsers),
        new Form("accumulator subtracted", FormsTest::accumulatorSubtracted),
        new Form("codes subtracted", FormsTest::codesSubtracted),
        new Form("two accumulators", FormsTest::twoAccumulators),
        new Form("constant term per element", FormsTest::constantTerm),
        new Form("constant factor per channel", FormsTest::constantFactor),
        new Form("product", FormsTest::product),
        new Form("contraction of two computed values", FormsTest::attention),
        new Form("transposed weight", FormsTest::transposedWeight),
        new Form("reshape of channels", FormsTest::reshaped),
        new Form("concat", FormsTest::concat),
        new Form("concat of a clamped sum", FormsTest::concatOfClampedSum),
        new Form("mean", FormsTest::mean),
        new Form("maximum", FormsTest::maximum),
        new Form("padded windows", FormsTest::windows));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void staysClose(Form form) {
    Random random = new Random(form.name.hashCode());
    ProgramBuilder builder = new ProgramBuilder("form");
    TensorType type = new TensorType(ElemType.F32, Shape.of(6, WIDTH));
    Value x = builder.parameter("x", type, Parameter.Kind.INPUT);
    Program program = builder.output("y", form.body.build(builder, x, random)).build();
    List<SortedMap<String, Tensor>> samples = Kernels.samples(6, 6, WIDTH, 5);
    CalibrationResult ranges = Calibrator.calibrate(program, W8A8, SampleSource.of(samples));
    Program quantized = Quantizer.quantize(program, W8A8, ranges);
    double measured = Closeness.decibels(program, quantized, samples);
    assertTrue(measured >= 32, () -> form + ": " + measured + " dB");
  }

  private static Value linear(ProgramBuilder b, Value x, Random random, String path, int outputs) {
    int inputs = Math.toIntExact(b.type(x).shape().dim(1).fixed());
    return Kernels.linear(
        b, path, x, Kernels.weight(random, outputs, inputs), Kernels.bias(random, outputs));
  }

  private static Value product(ProgramBuilder b, Value x, Random random, int outputs) {
    Value w = b.constant("w", Kernels.weight(random, outputs, WIDTH));
    return b.add(new Contract(x, w, Kernels.LINEAR, Order.LANES16, ElemType.F32));
  }

  private static Value perChannel(ProgramBuilder b, Value like, Tensor data) {
    return b.broadcast(b.constant("c", data), b.type(like).shape(), List.of(1));
  }

  private static Value add(ProgramBuilder b, Value left, Value right) {
    return b.binary(Binary.Kind.ADD, left, right);
  }

  private static Value biasFirst(ProgramBuilder b, Value x, Random random) {
    Value biased = add(b, x, perChannel(b, x, Kernels.bias(random, WIDTH)));
    return add(b, biased, product(b, x, random, WIDTH));
  }

  private static Value biasLast(ProgramBuilder b, Value x, Random random) {
    Value sum = add(b, product(b, x, random, WIDTH), x);
    return add(b, perChannel(b, x, Kernels.bias(random, WIDTH)), sum);
  }

  private static Value scaledAccumulator(ProgramBuilder b, Value x, Random random) {
    Value product = product(b, x, random, 5);
    Tensor factors = Tensor.ofFloats(Shape.of(5), 0.25f, 3f, 0.1f, 1f, 17f);
    Value scaled = b.binary(Binary.Kind.MUL, product, perChannel(b, product, factors));
    Value shifted = add(b, scaled, b.splat(0.75f, scaled));
    return b.binary(Binary.Kind.DIV, shifted, b.splat(3f, shifted));
  }

  private static Value reluThenBias(ProgramBuilder b, Value x, Random random) {
    Value clamped = b.add(new Relu(linear(b, x, random, "h", WIDTH)));
    return add(b, clamped, perChannel(b, clamped, Kernels.bias(random, WIDTH)));
  }

  private static Value reluOfSum(ProgramBuilder b, Value x, Random random) {
    return b.add(new Relu(add(b, linear(b, x, random, "h", WIDTH), x)));
  }

  private static Value reluAsMax(ProgramBuilder b, Value x, Random random) {
    Value h = linear(b, x, random, "h", 9);
    return linear(b, b.binary(Binary.Kind.MAX, h, b.splat(0f, h)), random, "o", 4);
  }

  private static Value reluInsideSum(ProgramBuilder b, Value x, Random random) {
    return add(b, x, b.add(new Relu(linear(b, x, random, "h", WIDTH))));
  }

  private static Value functionIntoSum(ProgramBuilder b, Value x, Random random) {
    return add(b, x, b.add(new Gelu(linear(b, x, random, "h", WIDTH))));
  }

  /// `tanh(clip(0.5 - 2x)) * 3`.
  private static Value functionWithConstants(ProgramBuilder b, Value x, Random random) {
    Value h = linear(b, x, random, "h", 8);
    Value doubled = b.binary(Binary.Kind.MUL, h, b.splat(-2f, h));
    Value moved = b.binary(Binary.Kind.SUB, b.splat(0.5f, h), doubled);
    Value clipped = b.add(new Clip(moved, -1.5f, 2f));
    Value curved = b.add(new Unary(Unary.Kind.TANH, clipped));
    return b.binary(Binary.Kind.MUL, curved, b.splat(3f, curved));
  }

  /// `h >= 0 ? h : 0.1 h`.
  private static Value leaky(ProgramBuilder b, Value x, Random random) {
    Value h = linear(b, x, random, "h", 8);
    Value positive = b.add(new Compare(Compare.Kind.GE, h, b.splat(0f, h)));
    Value small = b.binary(Binary.Kind.MUL, h, b.splat(0.1f, h));
    return linear(b, b.add(new Select(positive, h, small)), random, "o", 5);
  }

  private static Value twoUsers(ProgramBuilder b, Value x, Random random) {
    Value stream = add(b, x, linear(b, x, random, "a", WIDTH));
    return add(b, stream, linear(b, b.add(new Gelu(stream)), random, "c", WIDTH));
  }

  private static Value accumulatorSubtracted(ProgramBuilder b, Value x, Random random) {
    return b.binary(Binary.Kind.SUB, x, linear(b, x, random, "h", WIDTH));
  }

  private static Value codesSubtracted(ProgramBuilder b, Value x, Random random) {
    return b.binary(Binary.Kind.SUB, b.add(new Gelu(x)), b.add(new Reshape(x, Shape.of(6, WIDTH))));
  }

  private static Value twoAccumulators(ProgramBuilder b, Value x, Random random) {
    return add(b, linear(b, x, random, "h", 7), linear(b, x, random, "o", 7));
  }

  private static Value constantTerm(ProgramBuilder b, Value x, Random random) {
    return add(b, b.constant("position", Kernels.rows(random, 6, WIDTH)), x);
  }

  private static Value constantFactor(ProgramBuilder b, Value x, Random random) {
    Value scaled = b.binary(Binary.Kind.MUL, x, perChannel(b, x, Kernels.bias(random, WIDTH)));
    return add(b, scaled, perChannel(b, x, Kernels.bias(random, WIDTH)));
  }

  private static Value product(ProgramBuilder b, Value x, Random random) {
    Value gate = b.add(new Unary(Unary.Kind.TANH, linear(b, x, random, "g", 8)));
    return b.binary(Binary.Kind.MUL, gate, linear(b, x, random, "v", 8));
  }

  private static Value attention(ProgramBuilder b, Value x, Random random) {
    Einsum rows = new Einsum(List.of("i", "c"), List.of("j", "c"), List.of("i", "j"));
    Value logits =
        b.add(
            new Contract(
                linear(b, x, random, "q", 8),
                linear(b, x, random, "k", 8),
                rows,
                Order.LANES16,
                ElemType.F32));
    Value weights =
        b.add(new Unary(Unary.Kind.EXP, b.binary(Binary.Kind.DIV, logits, b.splat(8f, logits))));
    Einsum mix = new Einsum(List.of("i", "j"), List.of("j", "c"), List.of("i", "c"));
    return b.add(new Contract(weights, x, mix, Order.SERIAL, ElemType.F32));
  }

  private static Value transposedWeight(ProgramBuilder b, Value x, Random random) {
    Value w = b.constant("w", Kernels.weight(random, WIDTH, WIDTH));
    Value transposed = b.add(new View(w, AccessMap.transpose(b.type(w).shape(), List.of(1, 0))));
    return b.add(new Contract(x, transposed, Kernels.LINEAR, Order.LANES16, ElemType.F32));
  }

  private static Value reshaped(ProgramBuilder b, Value x, Random random) {
    Value heads = b.add(new Reshape(linear(b, x, random, "h", 8), Shape.of(6, 4, 2)));
    Value turned =
        b.add(new View(heads, AccessMap.transpose(b.type(heads).shape(), List.of(0, 2, 1))));
    return linear(b, b.add(new Reshape(turned, Shape.of(6, 8))), random, "o", 5);
  }

  private static Value concat(ProgramBuilder b, Value x, Random random) {
    Value left = b.add(new Gelu(linear(b, x, random, "h", 5)));
    Value right = linear(b, x, random, "o", 3);
    return linear(b, b.add(new Concat(List.of(left, right, x), 1)), random, "c", 6);
  }

  private static Value concatOfClampedSum(ProgramBuilder b, Value x, Random random) {
    Value clamped = b.add(new Relu(add(b, x, linear(b, x, random, "h", WIDTH))));
    return linear(b, b.add(new Concat(List.of(clamped, x), 1)), random, "o", 6);
  }

  private static Value mean(ProgramBuilder b, Value x, Random random) {
    Value h = linear(b, x, random, "h", 16);
    Value sum = reduce(b, h, Reduce.Kind.SUM);
    return b.binary(Binary.Kind.DIV, sum, b.splat(16f, sum));
  }

  private static Value maximum(ProgramBuilder b, Value x, Random random) {
    return reduce(b, linear(b, x, random, "h", 16), Reduce.Kind.MAX);
  }

  private static Value reduce(ProgramBuilder b, Value x, Reduce.Kind kind) {
    return b.add(new Reduce(kind, x, Optional.empty(), List.of(1), Order.LANES16, ElemType.F32));
  }

  /// Three neighbours with stride 2 and a zero on each side, times a kernel, then relu.
  private static Value windows(ProgramBuilder b, Value x, Random random) {
    AffineIndex column =
        new AffineIndex(
            List.of(new AffineIndex.Term(1, 2), new AffineIndex.Term(2, 1)), Dim.of(-1));
    AccessMap map =
        new AccessMap(
            List.of(Dim.of(6), Dim.of(7), Dim.of(3)), List.of(AffineIndex.of(0), column), true);
    Value windows = b.add(new View(x, map));
    Value kernel = b.constant("k", Kernels.weight(random, 4, 3));
    Einsum einsum = new Einsum(List.of("i", "j", "r"), List.of("o", "r"), List.of("i", "j", "o"));
    Value sum = b.add(new Contract(windows, kernel, einsum, Order.SERIAL, ElemType.F32));
    return b.add(new Relu(sum));
  }
}
