package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.calibrate.TensorRange;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.ReparamMethod;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.TensorAssertions;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Residual blocks in a scan, through the quantizer.
class ScanTest {
  private static final int WIDTH = 32;
  private static final int BLOCKS = 3;
  private static final ScanKernels KERNELS = new ScanKernels(WIDTH, 64, BLOCKS, 11);
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(4, 9, WIDTH, 3);

  private static CalibrationResult calibrate(Program program, NumericsPolicy policy) {
    return Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES));
  }

  /// A built-in policy, perhaps with groups of weights.
  private static NumericsPolicy policy(String numerics) {
    List<String> words = List.of(numerics.split(" ", -1));
    NumericsPolicy policy = NumericsPolicy.builtIn(words.getFirst());
    if (words.size() == 1) {
      return policy;
    }
    Granularity groups = new Granularity.PerGroup(Integer.parseInt(words.getLast()));
    Setting weight = new Setting.Weight(ElemType.S4, groups);
    return policy.with(numerics, List.of(new Rule(PathPattern.ANY, List.of(weight), "test")));
  }

  private static Quantizer.Quantized quantize(Program program, String numerics) {
    NumericsPolicy policy = NumericsPolicy.builtIn(numerics);
    return Quantizer.explain(program, policy, calibrate(program, policy));
  }

  private static Scan scan(Program program) {
    return program.nodes().stream()
        .map(Node::op)
        .filter(Scan.class::isInstance)
        .map(Scan.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void writtenOutBlocksComputeTheSame() {
    for (SortedMap<String, Tensor> sample : SAMPLES) {
      TensorAssertions.assertBitEqual(
          Interpreter.run(KERNELS.unrolled(), sample),
          Interpreter.run(KERNELS.scan(), sample),
          "float");
    }
  }

  /// Floors in dB a little below what was measured when they were set.
  @ParameterizedTest
  @CsvSource({"w8a8, 31.5", "w4a8, 14", "w4a4, 11.5"})
  void staysClose(String numerics, double floor) {
    Program program = KERNELS.scan();
    double measured = Closeness.decibels(program, quantize(program, numerics).program(), SAMPLES);
    assertTrue(measured >= floor, () -> numerics + ": " + measured + " dB");
  }

  @ParameterizedTest
  @CsvSource({"w8a8", "w4a8", "w4a4"})
  void oneBodyServesAllBlocks(String numerics) {
    Program program = quantize(KERNELS.scan(), numerics).program();
    Scan scan = scan(program);
    TensorType carried = scan.body().parameters().getFirst().type();
    assertEquals("code<s16>", carried.elem().toString());
    assertEquals(1, scan.carried().size());
    assertEquals(List.of(), scan.captured());
  }

  /// The same network written out, its blocks coded with the ranges that all share and with those
  /// of their own channels, has the bits of the scan.
  @ParameterizedTest
  @CsvSource({"w8a8", "w4a8", "w4a4", "w4a8 group 10"})
  void agreesWithTheBlocksWrittenOut(String numerics) {
    NumericsPolicy policy = policy(numerics);
    CalibrationResult shared = calibrate(KERNELS.scan(), policy);
    SortedMap<String, TensorRange> ranges = new TreeMap<>(shared.ranges());
    shared
        .ranges()
        .forEach((name, range) -> {
          for (int i = 0; i < BLOCKS && name.startsWith("y."); i++) {
            ranges.put(name.replaceFirst("y\\.", "y" + i + "."), ofBlock(range, i));
          }
        });
    CalibrationResult renamed =
        new CalibrationResult(shared.kernel(), shared.method(), shared.samples(), ranges);
    Program unrolled = Quantizer.quantize(KERNELS.unrolled(), policy, renamed);
    Program scan = Quantizer.quantize(KERNELS.scan(), policy, shared);
    for (SortedMap<String, Tensor> sample : SAMPLES) {
      TensorAssertions.assertBitEqual(
          Interpreter.run(unrolled, sample), Interpreter.run(scan, sample), numerics);
    }
  }

  private static TensorRange ofBlock(TensorRange range, int block) {
    int channels = range.channels().size() / BLOCKS;
    return new TensorRange(
        range.observed(),
        range.clipped(),
        range.channels().subList(block * channels, (block + 1) * channels));
  }

  @Test
  void channelsHaveScalesInEachBlock() {
    Quantizer.Quantized quantized = quantize(KERNELS.scan(), "w4a4");
    List<Explanation.Reparametrized> folded =
        quantized.explanations().stream()
            .filter(Explanation.Reparametrized.class::isInstance)
            .map(Explanation.Reparametrized.class::cast)
            .toList();
    assertFalse(folded.isEmpty());
    folded.forEach(f -> assertEquals(BLOCKS * WIDTH, f.channels(), f.toString()));
  }

  /// Iterations that are shifted by other powers have the same ops.
  @ParameterizedTest
  @CsvSource({"5", "2"})
  void shiftsAreThoseOfEachBlock(int most) {
    ReparamMethod.Trip trip = new ReparamMethod.Trip(most, ReparamMethod.Trip.Into.CODES);
    Rule rule = new Rule(PathPattern.ANY, List.of(new Setting.Reparam(trip)), "test");
    NumericsPolicy policy = NumericsPolicy.builtIn("w4a4").with("trip", List.of(rule));
    Program program = KERNELS.scan();
    Quantizer.Quantized quantized = Quantizer.explain(program, policy, calibrate(program, policy));
    List<Explanation.ShiftedChannels> shifted =
        quantized.explanations().stream()
            .filter(Explanation.ShiftedChannels.class::isInstance)
            .map(Explanation.ShiftedChannels.class::cast)
            .toList();
    assertFalse(shifted.isEmpty());
    shifted.forEach(s -> assertEquals(BLOCKS * WIDTH, s.channels(), s.toString()));
    double measured = Closeness.decibels(program, quantized.program(), SAMPLES);
    double without = Closeness.decibels(program, quantize(program, "w4a4").program(), SAMPLES);
    assertTrue(measured > without - 4, without + " to " + measured + " dB");
  }

  static Stream<ReparamMethod> methods() {
    return Stream.of(
        new ReparamMethod.Smooth(OptionalDouble.empty()),
        new ReparamMethod.Awq(),
        new ReparamMethod.OutlierTune(),
        new ReparamMethod.Noisy(0.5, 1));
  }

  /// Blocks have ranges of their own, and one body all the same: their codes have one zero point.
  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodLeavesOneBody(ReparamMethod method) {
    Rule rule = new Rule(PathPattern.ANY, List.of(new Setting.Reparam(method)), "test");
    Program program = KERNELS.scan();
    for (String numerics : List.of("w8a8", "w4a4")) {
      NumericsPolicy policy = NumericsPolicy.builtIn(numerics).with("test", List.of(rule));
      Program quantized = Quantizer.quantize(program, policy, calibrate(program, policy));
      double floor = numerics.equals("w8a8") ? 25 : 5;
      double measured = Closeness.decibels(program, quantized, SAMPLES);
      assertTrue(measured > floor, numerics + ": " + measured + " dB");
    }
  }

  @Test
  void eachValueIsExplainedOnce() {
    List<String> coded =
        quantize(KERNELS.scan(), "w4a4").explanations().stream()
            .filter(Explanation.Coded.class::isInstance)
            .map(Explanation::toString)
            .toList();
    assertEquals(coded.stream().distinct().toList(), coded);
    assertTrue(coded.stream().anyMatch(line -> line.startsWith("y.h: ")), coded::toString);
  }

  @Test
  void ofNoIterationTheCarriedValueIsLeft() {
    Program empty = new ScanKernels(WIDTH, 64, 1, 11).scanOfNone();
    Program quantized = quantize(empty, "w8a8").program();
    assertTrue(quantized.nodes().stream().noneMatch(node -> node.op() instanceof Scan));
    assertTrue(Closeness.decibels(empty, quantized, SAMPLES) > 60);
  }

  /// A factor that is positive in one iteration goes into the scale of a sum; a negative one does
  /// not, and the codes of both cannot be one body.
  @Test
  void iterationsOfDifferentFormAreNamed() {
    DiagnosticException e =
        assertThrows(
            DiagnosticException.class, () -> quantize(ScanKernels.signs(WIDTH, 1f, -1f), "w8a8"));
    assertEquals("HB3011", e.diagnostics().getFirst().code().code());
    assertTrue(e.diagnostics().getFirst().message().contains("`y`"), e.getMessage());
  }

  /// One iteration of large weights needs sums of 64 bits; the body has them for all.
  @Test
  void theWidestIterationDecidesAboutSums() {
    Program program = ScanKernels.signs(WIDTH, 1f, 0x1p-24f);
    Program quantized = quantize(program, "w8a8").program();
    String text = IrPrinter.print(quantized);
    assertTrue(text.contains("s64"), text);
    assertTrue(Closeness.decibels(program, quantized, SAMPLES) > 20);
  }
}
