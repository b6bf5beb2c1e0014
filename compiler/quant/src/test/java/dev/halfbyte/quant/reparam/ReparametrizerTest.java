package dev.halfbyte.quant.reparam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.Closeness;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.Kernels;
import dev.halfbyte.quant.NormKernels;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.annotate.ConstantValues;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.calibrate.TensorRange;
import dev.halfbyte.quant.policy.CommonScale;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Channels behind a normalization: their scales are gone from the codes, and nothing else changed.
class ReparametrizerTest {
  private static final int WIDTH = 96;
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(4, 48, WIDTH, 5);

  private static NumericsPolicy policy(String numerics, Setting... settings) {
    Rule rule = new Rule(PathPattern.parse("ln"), List.of(settings), "test");
    return NumericsPolicy.builtIn(numerics).with(numerics, List.of(rule));
  }

  private static Setting common(CommonScale scale) {
    return new Setting.Reparam(scale);
  }

  private static CalibrationResult ranges(Program program, NumericsPolicy policy) {
    return Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES));
  }

  private static Quantizer.Quantized quantize(Program program, NumericsPolicy policy) {
    return Quantizer.explain(program, policy, ranges(program, policy));
  }

  private static double decibels(Program program, NumericsPolicy policy) {
    return Closeness.decibels(program, quantize(program, policy).program(), SAMPLES);
  }

  /// Floors a little below what was measured when they were set; without it, w4a4 has 0 dB here.
  @ParameterizedTest
  @CsvSource({"w4a4, MEAN, 16", "w4a4, MEDIAN, 16", "w4a8, MEDIAN, 18", "w8a8, MEDIAN, 36"})
  void bringsBackWhatSpreadChannelsCost(String numerics, CommonScale scale, double floor) {
    Program program = NormKernels.linear(WIDTH, 32, 0.6, 1);
    double with = decibels(program, policy(numerics, common(scale)));
    double without = decibels(program, policy(numerics, common(CommonScale.NONE)));
    assertTrue(with >= floor, numerics + ": " + with + " dB");
    assertTrue(with >= without + 10, numerics + ": " + without + " to " + with + " dB");
  }

  @ParameterizedTest
  @EnumSource(names = {"MEAN", "MEDIAN"})
  void codesAreThoseOfAQuantizerPerChannel(CommonScale common) {
    Program program = Preparation.prepare(NormKernels.linear(WIDTH, 32, 0.6, 1));
    NumericsPolicy policy = policy("w4a4", common(common));
    CalibrationResult ranges = ranges(program, policy);
    Program rewritten = Reparametrizer.reparametrize(program, policy, ranges).program();
    ChannelwiseOracle oracle = new ChannelwiseOracle(scales(ranges, common));
    for (SortedMap<String, Tensor> sample : SAMPLES) {
      List<Tensor> normal = observed(rewritten, sample, LayerNorm.class);
      List<Tensor> codes = observed(rewritten, sample, Quantize.class);
      oracle.assertSameCodes(normal.getFirst(), codes.getFirst());
    }
  }

  @Test
  void integerCodesAreThoseOfAQuantizerPerChannel() {
    Program program = Preparation.prepare(NormKernels.linear(WIDTH, 32, 0.6, 1));
    NumericsPolicy policy = policy("w4a4", common(CommonScale.MEDIAN));
    CalibrationResult ranges = ranges(program, policy);
    Program integers = Quantizer.quantize(program, policy, ranges);
    ChannelwiseOracle oracle = new ChannelwiseOracle(scales(ranges, CommonScale.MEDIAN));
    ConstantValues constants = new ConstantValues(program);
    LayerNorm norm = op(program, LayerNorm.class);
    // The first rounds the normalized rows, the second makes codes of them.
    Requantize last =
        integers.nodes().stream()
            .map(Node::op)
            .filter(Requantize.class::isInstance)
            .map(Requantize.class::cast)
            .toList()
            .get(1);
    long shift = new ConstantValues(integers).repeated(last.shift()).orElseThrow().data().longAt(0);
    for (SortedMap<String, Tensor> sample : SAMPLES) {
      List<Tensor> rounded = observed(integers, sample, Requantize.class);
      oracle.assertSameCodes(
          rounded.get(0),
          11,
          constants.repeated(norm.scale()).orElseThrow().data(),
          constants.repeated(norm.bias()).orElseThrow().data(),
          Math.toIntExact(shift),
          rounded.get(1));
    }
  }

  private static ChannelScales scales(CalibrationResult ranges, CommonScale common) {
    List<TensorRange.Bounds> channels =
        ranges.range("ln").orElseThrow().channels().stream().map(c -> c.forBits(4)).toList();
    return RepqScales.of(channels, ElemType.S4, common);
  }

  private static <T extends Op> T op(Program program, Class<T> kind) {
    return program.nodes().stream()
        .map(Node::op)
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  private static List<Tensor> observed(
      Program program, SortedMap<String, Tensor> sample, Class<? extends Op> kind) {
    List<Tensor> seen = new ArrayList<>();
    Interpreter.run(
        program,
        Arguments.of(program, sample, Map.of()),
        (_, node, _, tensor) -> {
          if (kind.isInstance(node.op())) {
            seen.add(tensor);
          }
        });
    return seen;
  }

  /// Weights and sums are floats here still; all that was lost is the step of 8-bit codes.
  @Test
  void theRestOfTheKernelStaysWhatItWas() {
    NumericsPolicy fine =
        policy(
            "w4a4", new Setting.Activation(ElemType.S8), new Setting.Reparam(CommonScale.MEDIAN));
    for (Program kernel : List.of(NormKernels.linear(WIDTH, 32, 0.6, 1), stacked())) {
      Program program = Preparation.prepare(kernel);
      Reparametrizer.Reparametrized moved =
          Reparametrizer.reparametrize(program, fine, ranges(program, fine));
      assertTrue(moved.explanations().getFirst() instanceof Explanation.Reparametrized);
      double measured = Closeness.decibels(program, moved.program(), SAMPLES);
      assertTrue(measured >= 38, measured + " dB");
    }
  }

  private static Program stacked() {
    return NormKernels.stacked(WIDTH, 16, 2);
  }

  @Test
  void aContractionWithoutBiasGetsOne() {
    double measured = decibels(stacked(), policy("w4a4", common(CommonScale.MEDIAN)));
    assertTrue(measured >= 15, measured + " dB");
  }

  @Test
  void tellsWhatWasFoldedWhere() {
    List<Explanation> reasons =
        quantize(stacked(), policy("w4a4", common(CommonScale.MEAN))).explanations();
    Explanation.Reparametrized folded =
        (Explanation.Reparametrized) Explanation.of("ln", reasons).getFirst();
    assertEquals(WIDTH, folded.channels());
    assertEquals(List.of("w"), folded.into());
    assertEquals("ln via repq(scale = mean) (test)", folded.rule());
  }

  /// What else becomes of `y = layer_norm(x)` beside a linear layer.
  interface Tail {
    Value build(ProgramBuilder builder, Value y, double[] factors, Random random);
  }

  record Case(String name, String reason, Tail tail) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> obstacles() {
    return Stream.of(
        new Case("product", "is no contraction", ReparametrizerTest::product),
        new Case("computed weight", "has no constant weight", (b, y, _, _) -> rows(b, y, y)),
        new Case("padding", "padding is zero", ReparametrizerTest::padded),
        new Case("windows", "takes its channels apart", ReparametrizerTest::windows),
        new Case("heads", "a reshape splits its channels", ReparametrizerTest::heads),
        new Case("concat", "is no contraction", ReparametrizerTest::joined));
  }

  @ParameterizedTest
  @MethodSource("obstacles")
  void leavesWhatCannotTakeScalesOverAndSaysWhy(Case obstacle) {
    Program program = withTail(obstacle.tail);
    List<Explanation> reasons =
        quantize(program, policy("w8a8", common(CommonScale.MEAN))).explanations();
    Explanation.NotDone left = (Explanation.NotDone) Explanation.of("ln", reasons).getFirst();
    assertTrue(left.reason().contains(obstacle.reason), left.toString());
    assertTrue(Explanation.of("ln", reasons).size() > 1, "it has codes without it");
  }

  private static Program withTail(Tail tail) {
    Random random = new Random(4);
    double[] factors = NormKernels.spread(random, WIDTH, 0.3);
    ProgramBuilder builder = new ProgramBuilder("tail");
    TensorType type = new TensorType(ElemType.F32, Shape.of(48, WIDTH));
    Value x = builder.parameter("x", type, Parameter.Kind.INPUT);
    Value y = NormKernels.layerNorm(builder, x, random, factors);
    Value h = linear(builder, y, factors, random);
    return builder.output("h", h).output("z", tail.build(builder, y, factors, random)).build();
  }

  private static Value linear(ProgramBuilder b, Value y, double[] factors, Random random) {
    return linear(b, y, 8, factors, random);
  }

  private static Value linear(
      ProgramBuilder b, Value y, int outputs, double[] factors, Random random) {
    b.at(Optional.empty(), Optional.empty());
    Value w = b.constant("w", NormKernels.weight(random, outputs, factors));
    Einsum einsum = new Einsum(List.of("n", "k"), List.of("m", "k"), List.of("n", "m"));
    return b.add(new Contract(y, w, einsum, Order.LANES16, ElemType.F32));
  }

  private static Value product(ProgramBuilder b, Value y, double[] factors, Random random) {
    return b.binary(Binary.Kind.MUL, y, linear(b, y, WIDTH, factors, random));
  }

  private static Value rows(ProgramBuilder b, Value left, Value right) {
    Einsum einsum = new Einsum(List.of("i", "c"), List.of("j", "c"), List.of("i", "j"));
    return b.add(new Contract(left, right, einsum, Order.LANES16, ElemType.F32));
  }

  private static Value view(
      ProgramBuilder b, Value y, int rows, int columns, AffineIndex column, boolean padded) {
    List<Dim> extents = List.of(Dim.of(rows), Dim.of(columns));
    return b.add(new View(y, new AccessMap(extents, List.of(AffineIndex.of(0), column), padded)));
  }

  private static Value padded(ProgramBuilder b, Value y, double[] factors, Random random) {
    AffineIndex shifted = new AffineIndex(List.of(new AffineIndex.Term(1, 1)), Dim.of(-1));
    return linear(b, view(b, y, 48, WIDTH, shifted, true), factors, random);
  }

  private static Value windows(ProgramBuilder b, Value y, double[] factors, Random random) {
    AffineIndex even = new AffineIndex(List.of(new AffineIndex.Term(1, 2)), Dim.ZERO);
    Value half = view(b, y, 48, WIDTH / 2, even, false);
    return linear(b, half, Arrays.copyOf(factors, WIDTH / 2), random);
  }

  private static Value heads(ProgramBuilder b, Value y, double[] factors, Random random) {
    Value split = b.add(new Reshape(y, Shape.of(48 * 2, WIDTH / 2)));
    return linear(b, split, Arrays.copyOf(factors, WIDTH / 2), random);
  }

  private static Value joined(ProgramBuilder b, Value y, double[] factors, Random random) {
    return linear(b, b.add(new Concat(List.of(y, y), 0)), factors, random);
  }

  static Stream<Case> supported() {
    return Stream.of(
        new Case("another linear", "", ReparametrizerTest::linear),
        new Case("result", "", (_, y, _, _) -> y),
        new Case("residual", "", ReparametrizerTest::residual),
        new Case("transposed", "", ReparametrizerTest::transposed),
        new Case("reshaped", "", ReparametrizerTest::reshaped),
        new Case("weight first", "", ReparametrizerTest::weightFirst),
        new Case("bias subtracted", "", ReparametrizerTest::biasSubtracted));
  }

  @ParameterizedTest
  @MethodSource("supported")
  void allConsumersTakeTheScalesOver(Case form) {
    Program program = withTail(form.tail);
    NumericsPolicy policy = policy("w8a8", common(CommonScale.MEAN));
    assertTrue(
        quantize(program, policy).explanations().stream()
            .noneMatch(Explanation.NotDone.class::isInstance));
    double measured = decibels(program, policy);
    assertTrue(measured >= 34, measured + " dB");
  }

  private static Value residual(ProgramBuilder b, Value y, double[] factors, Random random) {
    return b.binary(Binary.Kind.ADD, y, linear(b, y, WIDTH, factors, random));
  }

  private static Value transposed(ProgramBuilder b, Value y, double[] factors, Random random) {
    Value turned = b.add(new View(y, AccessMap.transpose(b.type(y).shape(), List.of(1, 0))));
    Value w = b.constant("w", NormKernels.weight(random, 8, factors));
    Einsum einsum = new Einsum(List.of("k", "n"), List.of("m", "k"), List.of("m", "n"));
    return b.add(new Contract(turned, w, einsum, Order.SERIAL, ElemType.F32));
  }

  private static Value reshaped(ProgramBuilder b, Value y, double[] factors, Random random) {
    Value blocks = b.add(new Reshape(y, Shape.of(6, 8, WIDTH)));
    Value w = b.constant("w", NormKernels.weight(random, 8, factors));
    Einsum einsum = new Einsum(List.of("a", "n", "k"), List.of("m", "k"), List.of("a", "n", "m"));
    return b.add(new Contract(blocks, w, einsum, Order.LANES16, ElemType.F32));
  }

  private static Value weightFirst(ProgramBuilder b, Value y, double[] factors, Random random) {
    Value w = b.constant("w", NormKernels.weight(random, 8, factors));
    Einsum einsum = new Einsum(List.of("m", "k"), List.of("n", "k"), List.of("m", "n"));
    return b.add(new Contract(w, y, einsum, Order.LANES16, ElemType.F32));
  }

  private static Value biasSubtracted(ProgramBuilder b, Value y, double[] factors, Random random) {
    Value h = linear(b, y, factors, random);
    return b.binary(Binary.Kind.SUB, h, b.splat(0.25f, h));
  }

  @Test
  void aWidthOfItsOwnIsAQuantizerOfItsOwn() {
    Program program =
        withTail((b, y, factors, random) -> {
          b.at(Optional.of("fine"), Optional.empty());
          return reshaped(b, y, factors, random);
        });
    Rule fine =
        new Rule(PathPattern.parse("fine"), List.of(new Setting.Activation(ElemType.S8)), "test");
    NumericsPolicy policy = policy("w4a4", common(CommonScale.MEDIAN)).with("mixed", List.of(fine));
    List<String> encodings =
        quantize(program, policy).explanations().stream()
            .filter(Explanation.Reparametrized.class::isInstance)
            .map(e -> ((Explanation.Reparametrized) e).encoding().substring(0, 2))
            .toList();
    assertEquals(List.of("s4", "s8"), encodings);
  }

  @Test
  void oldCalibrationsWithoutChannelsStillServe() {
    Program program = NormKernels.linear(WIDTH, 32, 0.6, 1);
    NumericsPolicy policy = policy("w8a8", common(CommonScale.MEAN));
    CalibrationResult old = ranges(program, policy("w8a8", common(CommonScale.NONE)));
    List<Explanation> reasons = Quantizer.explain(program, policy, old).explanations();
    assertEquals(
        "ln: no scales per channel (repq): the calibration has no ranges of its channels",
        Explanation.of("ln", reasons).getFirst().toString());
  }

  @Test
  void constantAndDeadChannelsAreNoFault() {
    Random random = new Random(6);
    ProgramBuilder builder = new ProgramBuilder("dead");
    TensorType type = new TensorType(ElemType.F32, Shape.of(48, WIDTH));
    Value x = builder.parameter("x", type, Parameter.Kind.INPUT);
    double[] factors = new double[WIDTH];
    Arrays.setAll(factors, c -> c % 3 == 0 ? 0 : 1);
    Value y = NormKernels.layerNorm(builder, x, random, factors);
    Value moved = builder.binary(Binary.Kind.ADD, y, builder.splat(4f, y));
    Arrays.fill(factors, 1);
    Value h = linear(builder, moved, factors, random);
    Program program = builder.output("h", h).build();
    double measured = decibels(program, NumericsPolicy.builtIn("w8a8"));
    assertTrue(measured >= 34, measured + " dB");
  }
}
