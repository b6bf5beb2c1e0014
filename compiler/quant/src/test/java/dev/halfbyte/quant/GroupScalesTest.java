package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.codes.Fp4Family;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scales of groups of weights: what they are worth, and that integers give what they say.
class GroupScalesTest {
  private static final int DEPTH = 150;
  private static final int CHANNELS = 12;
  private static final int BLOCK = 32;

  private static NumericsPolicy groups(ElemType.IntType storage, int size) {
    Setting weight = new Setting.Weight(storage, new Granularity.PerGroup(size));
    Rule rule = new Rule(PathPattern.ANY, List.of(weight), "test");
    return NumericsPolicy.builtIn("w8a8").with("groups", List.of(rule));
  }

  private static NumericsPolicy channels(ElemType.IntType storage) {
    Setting weight = new Setting.Weight(storage, Granularity.PER_CHANNEL);
    Rule rule = new Rule(PathPattern.ANY, List.of(weight), "test");
    return NumericsPolicy.builtIn("w8a8").with("channels", List.of(rule));
  }

  /// Blocks of 32 inputs whose magnitudes are up to `e^(2 spread)` apart.
  private static Tensor uneven(Random random, int outputs, int inputs, double spread) {
    double[] blocks = new double[outputs * (inputs / BLOCK + 1)];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = Math.exp(spread * (2 * random.nextDouble() - 1));
    }
    int perRow = inputs / BLOCK + 1;
    return Tensor.generateFloats(
        Shape.of(outputs, inputs),
        i -> blocks[i / inputs * perRow + i % inputs / BLOCK] * random.nextGaussian());
  }

  private static Program layer(Tensor weight) {
    ProgramBuilder builder = Kernels.builder("layer");
    Value x = Kernels.input(builder, "x", DEPTH);
    Tensor bias = Kernels.bias(new Random(2), CHANNELS);
    Value y = Kernels.linear(builder, "y", x, weight, bias);
    return builder.output("y", y).build();
  }

  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(3, 8, DEPTH, 4);

  private static double decibels(Program program, NumericsPolicy policy) {
    return Closeness.decibels(program, quantized(program, policy).program(), SAMPLES);
  }

  private static Quantizer.Quantized quantized(Program program, NumericsPolicy policy) {
    CalibrationResult ranges = Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES));
    return Quantizer.explain(program, policy, ranges);
  }

  /// Bounds a little below what was measured when they were set.
  @Test
  void groupsOfUnevenWeightsAreCloser() {
    Program program = layer(uneven(new Random(1), CHANNELS, DEPTH, 1.5));
    double perChannel = decibels(program, channels(ElemType.S4));
    double perGroup = decibels(program, groups(ElemType.S4, BLOCK));
    assertTrue(perGroup - perChannel > 3, "per channel " + perChannel + ", groups " + perGroup);
  }

  /// One group of a channel has the multiplier 255, and all codes are in range.
  @Test
  void saysWhatItChose() {
    Program program = layer(uneven(new Random(1), CHANNELS, DEPTH, 1.5));
    Explanation.GroupedConstant codes =
        quantized(program, groups(ElemType.S4, BLOCK)).explanations().stream()
            .filter(Explanation.GroupedConstant.class::isInstance)
            .map(Explanation.GroupedConstant.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals("y.w", codes.path());
    assertEquals(CHANNELS, codes.scales());
    assertEquals(CHANNELS * 5, codes.groups());
    assertEquals(255, codes.greatestMultiplier());
    assertTrue(codes.leastMultiplier() > 5 && codes.leastMultiplier() < 80, codes.toString());
    assertTrue(codes.toString().contains("of groups of at most 32"), codes.toString());
  }

  @Test
  void aSingleGroupIsAScalePerChannel() {
    Program program = layer(uneven(new Random(1), CHANNELS, DEPTH, 1));
    assertEquals(
        quantized(program, channels(ElemType.S4)).program(),
        quantized(program, groups(ElemType.S4, DEPTH)).program());
  }

  /// Integers against floats with the same codes: at most a step of the output apart.
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 32, 50, 149})
  void integersGiveWhatTheScalesSay(int size) {
    Program program = layer(uneven(new Random(3), CHANNELS, DEPTH, 1));
    NumericsPolicy policy = groups(ElemType.S4, size);
    CalibrationResult ranges = Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES));
    Program floats = Quantizer.annotate(program, policy, ranges);
    Program integers = Quantizer.quantize(program, policy, ranges);
    assertTrue(Closeness.decibels(floats, integers, SAMPLES) > 70);
  }

  private static final Shape IMAGE = Shape.of(9, 9, 6);

  /// Several summed axes: groups hold whole indices of the inner ones.
  @ParameterizedTest
  @CsvSource({"4, 0", "6, 0", "12, 0", "18, 0", "53, 0", "4, 1", "12, 1"})
  void groupsOfSeveralSummedAxes(int size, int weightsLeft) {
    Random random = new Random(6);
    ProgramBuilder builder = new ProgramBuilder("patches");
    Value x = builder.parameter("x", new TensorType(ElemType.F32, IMAGE), Parameter.Kind.INPUT);
    Tensor data = Tensor.generateFloats(Shape.of(5, 3, 3, 6), _ -> random.nextGaussian());
    Value w = builder.constant("w", data);
    AccessMap patches =
        new AccessMap(
            IntStream.of(7, 7, 3, 3, 6).mapToObj(Dim::of).toList(),
            List.of(sum(0, 2), sum(1, 3), AffineIndex.of(4)),
            false);
    Value p = builder.add(new View(x, patches));
    List<String> image = List.of("i", "j", "di", "dj", "c");
    List<String> weight = List.of("o", "di", "dj", "c");
    boolean left = weightsLeft == 1;
    Einsum einsum =
        new Einsum(left ? weight : image, left ? image : weight, List.of("i", "j", "o"));
    Value y =
        builder.add(new Contract(left ? w : p, left ? p : w, einsum, Order.SERIAL, ElemType.F32));
    Program program = builder.output("y", y).build();
    List<SortedMap<String, Tensor>> samples =
        List.of(
            new TreeMap<>(Map.of("x", Tensor.generateFloats(IMAGE, _ -> random.nextGaussian()))));
    NumericsPolicy policy = groups(ElemType.S4, size);
    CalibrationResult ranges = Calibrator.calibrate(program, policy, SampleSource.of(samples));
    Program integers = Quantizer.quantize(program, policy, ranges);
    Program floats = Quantizer.annotate(program, policy, ranges);
    assertTrue(Closeness.decibels(floats, integers, samples) > 70);
  }

  private static AffineIndex sum(int first, int second) {
    return new AffineIndex(
        List.of(new AffineIndex.Term(first, 1), new AffineIndex.Term(second, 1)), Dim.ZERO);
  }

  /// The sealed sum is that of sums of groups times multipliers, and its type follows the bound.
  @Test
  void wideSumsGetWideAccumulators() {
    Random random = new Random(8);
    int depth = 70_000;
    ProgramBuilder builder = Kernels.builder("wide");
    Value x = Kernels.input(builder, "x", depth);
    Value w =
        builder.constant(
            "w", Tensor.generateFloats(Shape.of(1, depth), _ -> random.nextGaussian()));
    Value y = builder.add(new Contract(x, w, Kernels.LINEAR, Order.LANES16, ElemType.F32));
    Program program = builder.output("y", y).build();
    List<SortedMap<String, Tensor>> samples = Kernels.samples(1, 1, depth, 9);
    NumericsPolicy policy = groups(ElemType.S8, 64);
    CalibrationResult ranges = Calibrator.calibrate(program, policy, SampleSource.of(samples));
    Program integers = Quantizer.quantize(program, policy, ranges);
    List<ElemType> types =
        integers.nodes().stream()
            .filter(node -> node.op() instanceof Contract)
            .map(node -> node.type().elem())
            .toList();
    assertEquals(List.<ElemType>of(ElemType.S32, ElemType.S64), types);
    Interpreter.run(integers, samples.getFirst());
  }

  /// Codes of groups are code tensors like others: so are tables of numbers.
  @Test
  void tablesOfNumbersHaveGroupsToo() {
    Program program = layer(uneven(new Random(1), CHANNELS, DEPTH, 1.5));
    Setting.Weight weight =
        new Setting.Weight(ElemType.U4, new Granularity.PerGroup(16), new Fp4Family());
    Rule rule = new Rule(PathPattern.ANY, List.of(weight), "test");
    Program integers =
        quantized(program, NumericsPolicy.builtIn("w8a8").with("fp4", List.of(rule))).program();
    boolean table =
        integers.constants().values().stream()
            .anyMatch(t ->
                t.type().elem() instanceof ElemType.CodeType(Encoding.Table _)
                    && t.type().shape().equals(Shape.of(CHANNELS, 10, 16)));
    assertTrue(table, integers.constants().keySet().toString());
    assertTrue(Closeness.decibels(program, integers, SAMPLES) > 15);
  }
}
