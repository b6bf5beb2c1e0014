package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.quant.annotate.ConstantValues;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.policy.CalibrationPlan;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizerTest {
  private static final int WIDTH = 48;
  private static final int HIDDEN = 192;
  private static final Program GELU = Kernels.geluMlp(WIDTH, HIDDEN, 1);
  private static final Program RELU = Kernels.reluMlp(WIDTH, HIDDEN, 10, 2);

  /// Floors a little below what was measured when they were set.
  @ParameterizedTest
  @CsvSource({
    "w8a8,33",
    "w6a6,23.5",
    "w4a8,19",
    "w4a4,15.5",
    "w3a8,12.5",
    "w3a3,10",
    "w2a8,7.5",
    "w2a4,7",
    "w1a8,4"
  })
  void geluMlpWithResidualStaysClose(String numerics, double floor) {
    assertCloserThan(floor, GELU, NumericsPolicy.builtIn(numerics));
  }

  @ParameterizedTest
  @CsvSource({
    "w8a8,37.5",
    "w6a6,25.5",
    "w4a8,17.5",
    "w4a4,14.5",
    "w3a8,11.5",
    "w3a3,8.5",
    "w2a8,4.5",
    "w2a4,4.5",
    "w1a8,4.5"
  })
  void reluMlpStaysClose(String numerics, double floor) {
    assertCloserThan(floor, RELU, NumericsPolicy.builtIn(numerics));
  }

  @Test
  void scalesPerChannelBeatOnePerTensor() {
    NumericsPolicy perChannel = NumericsPolicy.builtIn("w4a8");
    Rule coarse = rule("**", new Setting.Weight(ElemType.S4, Granularity.PER_TENSOR));
    double gain =
        decibels(RELU, perChannel) - decibels(RELU, perChannel.with("coarse", List.of(coarse)));
    assertTrue(gain > 5, "gain " + gain + " dB");
  }

  @Test
  void percentilesHelpFourBitActivations() {
    NumericsPolicy policy = NumericsPolicy.builtIn("w4a4");
    double gain =
        decibels(GELU, policy) - decibels(GELU, policy.calibrated(CalibrationPlan.DEFAULT));
    assertTrue(gain > 2, "gain " + gain + " dB");
  }

  /// Both are one constant after equal constants were merged.
  @Test
  void weightsOfEqualCodesKeepScalesOfTheirOwn() {
    Tensor weight = Kernels.weight(new Random(6), WIDTH, WIDTH);
    Tensor larger = Tensor.generateFloats(weight.type().shape(), i -> 8 * weight.floatAt(i));
    Tensor none = Kernels.bias(new Random(7), WIDTH);
    ProgramBuilder builder = Kernels.builder("twice");
    Value x = Kernels.input(builder, "x", WIDTH);
    Value small = Kernels.linear(builder, "a", x, weight, none);
    Value large = Kernels.linear(builder, "b", x, larger, none);
    Program program = builder.output("a", small).output("b", large).build();
    assertCloserThan(30, program, NumericsPolicy.builtIn("w8a8"));
  }

  @Test
  void plainFloatsStayAsTheyAre() {
    NumericsPolicy policy = NumericsPolicy.builtIn("f32");
    CalibrationResult none =
        Calibrator.calibrate(GELU, policy, SampleSource.of(Kernels.samples(1, 1, WIDTH, 3)));
    assertEquals(GELU, Quantizer.quantize(GELU, policy, none));
  }

  @Test
  void isDeterministic() {
    String first = hash(quantize(GELU, "w4a4").program());
    assertEquals(first, hash(quantize(Kernels.geluMlp(WIDTH, HIDDEN, 1), "w4a4").program()));
  }

  private static String hash(Program program) {
    return Sealer.seal(new CoreProgram(program)).hash();
  }

  @Test
  void reluCostsNothingWhereTheClampDoesIt() {
    Quantizer.Quantized quantized = quantize(RELU, "w4a8");
    assertEquals(
        0, ops(quantized.program(), Binary.class).filter(b -> b.kind() == Binary.Kind.MAX).count());
    Requantize hidden = ops(quantized.program(), Requantize.class).findFirst().orElseThrow();
    Encoding.Affine encoding = (Encoding.Affine) hidden.encoding();
    assertEquals(encoding.storage().min(), encoding.zeroPoint());
    assertTrue(
        quantized.explanations().contains(new Explanation.Folded("r", "the clamp: relu")),
        quantized.explanations().toString());
  }

  @Test
  void aResidualAddRoundsOnceAndKeepsTheScaleOfTheStream() {
    Program program = quantize(GELU, "w4a4").program();
    RequantizeAdd add = ops(program, RequantizeAdd.class).findFirst().orElseThrow();
    assertEquals(new Encoding.Affine(ElemType.S16, 0), add.encoding());
    assertEquals(ElemType.S32, type(program, add.right()).elem());
    Tensor multiplier = constantBehind(program, add.leftMultiplier());
    Tensor shift = constantBehind(program, add.shift());
    assertEquals(1L << shift.longAt(0), multiplier.longAt(0));
  }

  private static Tensor constantBehind(Program program, Value view) {
    return new ConstantValues(program).repeated(view).orElseThrow().data();
  }

  @Test
  void theInputIsQuantizedOncePerKindOfUser() {
    List<String> encodings =
        ops(quantize(GELU, "w4a4").program(), Quantize.class)
            .map(q -> ((Encoding.Affine) q.encoding()).storage().toString())
            .sorted()
            .toList();
    assertEquals(List.of("s16", "s4"), encodings);
  }

  @Test
  void tablesHaveEightBitInputsAndOutputsForTheNextContraction() {
    Program program = quantize(GELU, "w4a4").program();
    Lookup lookup = ops(program, Lookup.class).findFirst().orElseThrow();
    assertEquals(8, bits(program, lookup.operand()));
    assertEquals(4, bits(program, lookup.table()));
  }

  private static int bits(Program program, Value value) {
    return ElemType.storage(type(program, value).elem()).orElseThrow().bits();
  }

  private static TensorType type(Program program, Value value) {
    return Objects.requireNonNull(program.types().get(value));
  }

  @Test
  void aRuleForAPathChangesThatValueOnlyAndIsNamed() {
    NumericsPolicy policy =
        NumericsPolicy.builtIn("w4a4")
            .with(
                "mixed",
                List.of(rule("g", new Setting.Activation(new ElemType.IntType(6, false)))));
    Quantizer.Quantized quantized = quantize(GELU, policy);
    List<Explanation> reasons = Explanation.of("g", quantized.explanations());
    assertEquals(1, reasons.size());
    Explanation.Coded coded = (Explanation.Coded) reasons.getFirst();
    assertTrue(coded.encoding().startsWith("u6"), coded.encoding());
    assertEquals("g act u6 tensor (mlp.hb:7:3)", coded.rule());
    assertTrue(
        Explanation.of("x", quantized.explanations()).stream()
            .map(Explanation.Coded.class::cast)
            .allMatch(c -> c.rule().endsWith("(built-in w4a4)")));
  }

  @Test
  void explainsWeightsAndAccumulators() {
    List<Explanation> reasons = quantize(RELU, "w4a8").explanations();
    Explanation.CodedConstant weight =
        (Explanation.CodedConstant) Explanation.of("h.w", reasons).getFirst();
    assertEquals(HIDDEN, weight.scales());
    assertEquals("s4", weight.encoding());
    Explanation.Accumulated accumulator =
        reasons.stream()
            .filter(Explanation.Accumulated.class::isInstance)
            .map(Explanation.Accumulated.class::cast)
            .filter(a -> a.path().equals("r"))
            .findFirst()
            .orElseThrow();
    assertEquals("s32", accumulator.type());
    assertTrue(Long.parseLong(accumulator.hi()) <= 7L * 255 * WIDTH + (1 << 14), accumulator.hi());
  }

  @Test
  void contractionsOfCodesNameTheOrderOfTheirFloats() {
    assertTrue(
        ops(quantize(RELU, "w8a8").program(), Contract.class)
            .allMatch(c -> c.accumulator().equals(ElemType.S32)));
  }

  private static <T extends Op> Stream<T> ops(Program program, Class<T> kind) {
    return program.nodes().stream().map(Node::op).filter(kind::isInstance).map(kind::cast);
  }

  private static Rule rule(String pattern, Setting setting) {
    return new Rule(PathPattern.parse(pattern), List.of(setting), "mlp.hb:7:3");
  }

  private static Quantizer.Quantized quantize(Program program, String numerics) {
    return quantize(program, NumericsPolicy.builtIn(numerics));
  }

  private static Quantizer.Quantized quantize(Program program, NumericsPolicy policy) {
    SampleSource samples = SampleSource.of(Kernels.samples(8, 16, WIDTH, 3));
    return Quantizer.explain(program, policy, Calibrator.calibrate(program, policy, samples));
  }

  private static double decibels(Program program, NumericsPolicy policy) {
    List<SortedMap<String, Tensor>> unseen = Kernels.samples(2, 16, WIDTH, 4);
    return Closeness.decibels(program, quantize(program, policy).program(), unseen);
  }

  private static void assertCloserThan(double floor, Program program, NumericsPolicy policy) {
    double measured = decibels(program, policy);
    assertTrue(measured >= floor, policy.name() + ": " + measured + " dB");
  }
}
