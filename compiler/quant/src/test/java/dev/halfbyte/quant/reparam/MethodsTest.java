package dev.halfbyte.quant.reparam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
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
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.quant.Closeness;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.Kernels;
import dev.halfbyte.quant.NormKernels;
import dev.halfbyte.quant.Quantizer;
import dev.halfbyte.quant.annotate.Preparation;
import dev.halfbyte.quant.annotate.RoundedWeights;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.quant.policy.ReparamMethod.Noisy;
import dev.halfbyte.quant.policy.ReparamMethod.Trip;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;

/// What the methods other than `repq` make of the channels behind a normalization.
final class MethodsTest {
  private static final int WIDTH = 96;
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(4, 48, WIDTH, 5);
  private static final Program SPREAD = NormKernels.linear(WIDTH, 32, 0.3, 1);
  private static final ReparamMethod TUNE = new ReparamMethod.OutlierTune();
  private static final ReparamMethod SMOOTH = new ReparamMethod.Smooth(OptionalDouble.empty());
  private static final ReparamMethod HALF = new ReparamMethod.Smooth(OptionalDouble.of(0.5));
  private static final ReparamMethod AWQ = new ReparamMethod.Awq();
  private static final ReparamMethod NOISY = new Noisy(0.5, 1);

  private static Trip trip(int most, Trip.Into into) {
    return new Trip(most, into);
  }

  private static NumericsPolicy policy(String numerics, ReparamMethod method, Setting... more) {
    List<Setting> settings = new ArrayList<>(List.of(more));
    settings.add(new Setting.Reparam(method));
    Rule rule = new Rule(PathPattern.parse("ln"), settings, "test");
    return NumericsPolicy.builtIn(numerics).with(numerics, List.of(rule));
  }

  private static CalibrationResult ranges(Program program, NumericsPolicy policy) {
    return Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES));
  }

  private static Quantizer.Quantized quantize(Program program, NumericsPolicy policy) {
    return Quantizer.explain(program, policy, ranges(program, policy));
  }

  static Stream<ArgumentSet> floors() {
    return Stream.of(
        floor("w4a4", trip(8, Trip.Into.CODES), 11.5),
        floor("w4a4", trip(8, Trip.Into.WEIGHTS), 13.5),
        floor("w8a8", trip(8, Trip.Into.WEIGHTS), 34.5),
        floor("w4a4", TUNE, 15.5),
        floor("w4a4", HALF, 14),
        floor("w4a4", SMOOTH, 14.5),
        floor("w4a8", SMOOTH, 19.5),
        floor("w4a4", AWQ, 13));
  }

  private static ArgumentSet floor(String numerics, ReparamMethod method, double decibels) {
    String name = numerics + " " + method;
    return argumentSet(name, numerics, method, decibels);
  }

  /// Floors a little below what was measured when they were set; with one scale for all channels
  /// w4a4 has 0 dB here, w8a8 10.
  @ParameterizedTest
  @MethodSource("floors")
  void bringsBackWhatSpreadChannelsCost(String numerics, ReparamMethod method, double floor) {
    Program quantized = quantize(SPREAD, policy(numerics, method)).program();
    double measured = Closeness.decibels(SPREAD, quantized, SAMPLES);
    assertTrue(measured >= floor, measured + " dB");
  }

  static Stream<ReparamMethod> methods() {
    return Stream.of(
        trip(4, Trip.Into.CODES), trip(4, Trip.Into.WEIGHTS), TUNE, SMOOTH, AWQ, NOISY);
  }

  /// Weights and sums are floats here still, and codes have 8 bits. One scale for channels of which
  /// two are twenty times as wide gives 17 dB, with noise or without.
  @ParameterizedTest
  @MethodSource("methods")
  void theFoldChangesNothingElse(ReparamMethod method) {
    Program even = Preparation.prepare(NormKernels.linear(WIDTH, 32, 0, 3));
    NumericsPolicy fine = policy("w8a8", method, new Setting.Activation(ElemType.S8));
    Program moved = Reparametrizer.reparametrize(even, fine, ranges(even, fine)).program();
    double measured = Closeness.decibels(even, moved, SAMPLES);
    assertTrue(measured >= (method.equals(NOISY) ? 16 : 38), measured + " dB");
  }

  /// The codes that are read are those of a quantizer with `scale * 2^a`, times `2^a`.
  @Test
  void shiftedCodesAreThoseOfAQuantizerPerChannelInPlace() {
    Trip method = trip(4, Trip.Into.CODES);
    NumericsPolicy policy = policy("w4a4", method);
    Program program = Preparation.prepare(SPREAD);
    CalibrationResult ranges = ranges(program, policy);
    ChannelScales scales = TripScales.of(bounds(ranges), ElemType.S4, method);
    ChannelwiseOracle oracle = new ChannelwiseOracle(scales);
    Program rewritten = Reparametrizer.reparametrize(program, policy, ranges).program();
    for (SortedMap<String, Tensor> sample : SAMPLES) {
      List<Tensor> codes = observed(rewritten, sample, Quantize.class);
      oracle.assertSameCodes(
          observed(rewritten, sample, LayerNorm.class).getFirst(), codes.getFirst());
      assertShifted(
          scales, codes.getFirst(), observed(rewritten, sample, Requantize.class).getFirst());
    }
  }

  /// In the sealed program too: the last requantizer of the normalization, then the shift.
  @Test
  void shiftsOfIntegersAreExact() {
    Trip method = trip(6, Trip.Into.CODES);
    NumericsPolicy policy = policy("w4a4", method);
    CalibrationResult ranges = ranges(SPREAD, policy);
    ChannelScales scales = TripScales.of(bounds(ranges), ElemType.S4, method);
    Program integers = Quantizer.quantize(SPREAD, policy, ranges);
    List<Tensor> rounded = observed(integers, SAMPLES.getFirst(), Requantize.class);
    assertShifted(scales, rounded.get(1), rounded.get(2));
    assertEquals(new Encoding.Affine(ElemType.S16, 0), encoding(rounded.get(2)));
  }

  private static void assertShifted(ChannelScales scales, Tensor codes, Tensor shifted) {
    Encoding before = encoding(codes);
    Encoding after = encoding(shifted);
    for (int i = 0; i < codes.count(); i++) {
      long number = before.decode(codes.longAt(i)) << scales.shift(i % WIDTH);
      assertEquals(number, after.decode(shifted.longAt(i)), "element " + i);
    }
  }

  private static Encoding encoding(Tensor codes) {
    return ((ElemType.CodeType) codes.type().elem()).encoding();
  }

  private static List<Bounds> bounds(CalibrationResult ranges) {
    return ranges.range("ln").orElseThrow().channels().stream().map(c -> c.forBits(4)).toList();
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

  /// `sum W' (y + n) - sum W' n` with the weights that the codes show: coding them again changes
  /// nothing, so the noise leaves nothing but other roundings.
  @Test
  void weightsThatAreRoundedKeepTheirCodes() {
    Tensor weight = NormKernels.weight(new Random(3), 16, new double[] {1, 3, .2, 1, 5});
    for (int bits = 2; bits <= 8; bits++) {
      Setting.Weight setting =
          new Setting.Weight(new ElemType.IntType(bits, true), Granularity.PER_CHANNEL);
      Tensor once = RoundedWeights.of(weight, setting, List.of(1)).orElseThrow();
      Tensor twice = RoundedWeights.of(once, setting, List.of(1)).orElseThrow();
      for (int i = 0; i < once.count(); i++) {
        assertEquals(once.floatAt(i), twice.floatAt(i), Math.ulp(once.floatAt(i)), "bits " + bits);
      }
    }
  }

  @Test
  void noiseIsDrawnOnceAndStaysWithinItsAmplitude() {
    Bounds range = new Bounds(-2, 3);
    ChannelScales one = NoisyOffsets.of(range, 500, ElemType.S4, new Noisy(0.5, 7));
    assertEquals(one, NoisyOffsets.of(range, 500, ElemType.S4, new Noisy(0.5, 7)));
    assertTrue(one.offsets().stream().allMatch(n -> Math.abs(n) <= one.scale() / 2));
    assertTrue(one.offsets().stream().distinct().count() > 490);
    ChannelScales other = NoisyOffsets.of(range, 500, ElemType.S4, new Noisy(0.5, 8));
    assertTrue(!one.offsets().equals(other.offsets()), "another seed, other noise");
  }

  @Test
  void groupsOfWeightsHaveNoFixedNoise() {
    Rule grouped =
        new Rule(
            PathPattern.ANY,
            List.of(new Setting.Weight(ElemType.S4, new Granularity.PerGroup(32))),
            "test");
    NumericsPolicy noisy = policy("w4a4", NOISY);
    NumericsPolicy policy = noisy.with("grouped", List.of(grouped));
    Explanation.NotDone left = notDone(quantize(SPREAD, policy).explanations(), "ln");
    assertTrue(left.reason().contains("scales of groups"), left.toString());
  }

  @Test
  void aRuleForWhatIsNoNormalizationIsAnswered() {
    Rule rule = new Rule(PathPattern.parse("x"), List.of(new Setting.Reparam(AWQ)), "test");
    Program plain = plain();
    NumericsPolicy policy = NumericsPolicy.builtIn("w4a8").with("odd", List.of(rule));
    Explanation.NotDone left = notDone(quantize(plain, policy).explanations(), "x");
    assertTrue(left.toString().contains("(awq): it is no normalization"), left.toString());
  }

  private static Program plain() {
    ProgramBuilder builder = new ProgramBuilder("plain");
    TensorType type = new TensorType(ElemType.F32, Shape.of(48, WIDTH));
    Value x = builder.parameter("x", type, Parameter.Kind.INPUT);
    double[] even = new double[WIDTH];
    Arrays.fill(even, 1);
    Value w = builder.constant("w", NormKernels.weight(new Random(2), 8, even));
    Einsum einsum = new Einsum(List.of("n", "k"), List.of("m", "k"), List.of("n", "m"));
    Value h = builder.add(new Contract(x, w, einsum, Order.LANES16, ElemType.F32));
    return builder.output("h", h).build();
  }

  private static Explanation.NotDone notDone(List<Explanation> all, String path) {
    return Explanation.of(path, all).stream()
        .filter(Explanation.NotDone.class::isInstance)
        .map(Explanation.NotDone.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whyTellsOfShiftsAndNoise() {
    Explanation.ShiftedChannels shifted =
        (Explanation.ShiftedChannels) first(trip(3, Trip.Into.CODES));
    assertEquals(List.of("h.w"), shifted.beside());
    assertEquals("s8", shifted.shifted());
    assertEquals(3, shifted.greatestShift());
    assertEquals("ln via trip(3, into = codes) (test)", shifted.rule());
    Explanation.FixedNoise noise = (Explanation.FixedNoise) first(NOISY);
    assertTrue(noise.toString().contains("fixed noise of 96 channels -"), noise.toString());
    assertTrue(first(SMOOTH).toString().contains("found alpha = "));
    assertEquals("channel_shifts", shifted.json().get("kind").getAsString());
    assertEquals("fixed_noise", noise.json().get("kind").getAsString());
  }

  private static Explanation first(ReparamMethod method) {
    return Explanation.of("ln", quantize(SPREAD, policy("w4a4", method)).explanations()).getFirst();
  }

  @Test
  void deadAndConstantChannelsAreNoFault() {
    List<Bounds> odd =
        List.of(
            new Bounds(0, 0),
            new Bounds(2, 2),
            new Bounds(-3, -3),
            new Bounds(-1e6f, 0),
            new Bounds(1e-40f, 1e-40f),
            new Bounds(-1, 1));
    Tensor weight = Tensor.generateFloats(Shape.of(2, 6), i -> i % 6 == 1 ? 0 : i - 5.0);
    LayerInput input =
        new LayerInput(
            odd,
            new Bounds(-1e6f, 2),
            odd.stream().map(b -> (double) b.hi() * b.hi()).toList(),
            ElemType.S4,
            List.of(new LayerInput.Weight(weight, 1, List.of(1), 7)),
            false);
    methods()
        .map(method -> ScaleSource.of(method, input).scales())
        .forEach(scales -> {
          assertTrue(scales.scale() > 0 && Float.isFinite(1 / scales.scale()), scales.toString());
          scales.ratios().forEach(r -> assertTrue(r > 0 && Float.isFinite(r), scales.toString()));
          scales.offsets().forEach(o -> assertTrue(Float.isFinite(o), scales.toString()));
        });
  }

  @Test
  void theSearchFindsWhatItLooksFor() {
    int channels = 8;
    List<Bounds> bounds = new ArrayList<>();
    List<Double> powers = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      float reach = c == 0 ? 100 : 1;
      bounds.add(new Bounds(-reach, reach));
      powers.add((double) reach * reach / 9);
    }
    TensorType type = new TensorType(ElemType.F32, Shape.of(4, channels));
    Tensor even = Tensor.generateFloats(type.shape(), i -> 0.3 + (i * 7 % 11) / 11.0);
    for (double reach : new double[] {7, 127}) {
      LayerInput input =
          new LayerInput(
              bounds,
              new Bounds(-100, 100),
              powers,
              ElemType.S4,
              List.of(new LayerInput.Weight(even, 1, List.of(1), reach)),
              false);
      double strength = SmoothScales.smooth(input, OptionalDouble.empty()).strength();
      // Fine weights can take all of the spread over, coarse ones about half.
      assertTrue(reach == 7 ? strength < 0.95 : strength >= 0.8, reach + ": " + strength);
    }
  }
}
