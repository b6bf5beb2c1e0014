package dev.halfbyte.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
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
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import dev.halfbyte.quant.calibrate.Calibrator;
import dev.halfbyte.quant.calibrate.SampleSource;
import dev.halfbyte.quant.codes.Fp4Family;
import dev.halfbyte.quant.codes.LogFamily;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.PathPattern;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Attention from floats to integers: the whole way of the quantizer.
class SoftmaxKernelTest {
  private static final int WIDTH = 24;
  private static final List<SortedMap<String, Tensor>> SAMPLES = Kernels.samples(4, 20, WIDTH, 6);

  @ParameterizedTest
  @CsvSource({"w8a8,30,false", "w8a8,30,true", "w4a8,15,false", "w4a4,9,true"})
  void headsStayClose(String numerics, double floor, boolean causal) {
    assertCloserThan(floor, Attention.head(WIDTH, 3, causal), NumericsPolicy.builtIn(numerics));
  }

  /// What becomes of the probabilities.
  record Use(String name, Attention.Body body) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Use> uses() {
    return Stream.of(
        new Use("a kernel output", (_, p) -> p),
        new Use("mixed values as a kernel output", Attention::mixed),
        new Use("a residual add", (a, p) -> add(a, a.x, a.mixed(p))),
        new Use("a bias", (a, p) -> add(a, a.mixed(p), a.builder().splat(0.25f, a.x))),
        new Use("relu", (a, p) -> a.linear("o", a.builder().add(new Relu(a.mixed(p))))),
        new Use("probabilities on the right", SoftmaxKernelTest::onTheRight),
        new Use("probabilities of a view", SoftmaxKernelTest::viewed),
        new Use("a term of a sum of rows", (a, p) -> add(a, p, p)),
        new Use("two contractions", (a, p) -> add(a, a.mixed(p), squared(a, p))));
  }

  private static Value add(Attention attention, Value left, Value right) {
    return attention.builder().binary(Binary.Kind.ADD, left, right);
  }

  private static Value onTheRight(Attention attention, Value p) {
    Einsum mix = new Einsum(List.of("j", "c"), List.of("i", "j"), List.of("i", "c"));
    Value v = attention.values();
    return attention.builder().add(new Contract(v, p, mix, Order.SERIAL, ElemType.F32));
  }

  private static Value viewed(Attention attention, Value p) {
    ProgramBuilder builder = attention.builder();
    Value turned = builder.add(new View(p, AccessMap.transpose(Attention.square(), List.of(1, 0))));
    Einsum mix = new Einsum(List.of("j", "i"), List.of("j", "c"), List.of("i", "c"));
    return builder.add(new Contract(turned, attention.values(), mix, Order.SERIAL, ElemType.F32));
  }

  private static Value squared(Attention attention, Value p) {
    return attention.linear("o", attention.mixed(p));
  }

  @ParameterizedTest
  @MethodSource("uses")
  void everyUseStaysClose(Use use) {
    for (SoftmaxChoice form : List.of(SoftmaxChoice.LATE, SoftmaxChoice.EARLY)) {
      Program program = Attention.program(WIDTH, 5, true, use.body);
      assertCloserThan(25, program, with(new Setting.Softmax(form)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"THREE_PASS", "TWO_PASS"},
      mode = EnumSource.Mode.EXCLUDE)
  void everyFormStaysClose(SoftmaxChoice form) {
    double floor =
        switch (form) {
          case LATE -> 30;
          case EARLY, I_BERT -> 25;
          case I_VIT -> 18;
          case SOFTERMAX -> 20;
          case LOG_INT -> 10;
          case THREE_PASS, TWO_PASS -> throw new IllegalArgumentException("floats: " + form);
        };
    Program program = Attention.head(WIDTH, 3, true);
    assertCloserThan(floor, program, with(new Setting.Softmax(form)));
  }

  @Test
  void lateCodesOfFourBitsBeatEarlyOnes() {
    Program program = Attention.head(WIDTH, 3, false);
    Setting.Activation codes = new Setting.Activation(ElemType.U4, LogFamily.LOG_SQRT2);
    NumericsPolicy late = with(new Setting.Softmax(SoftmaxChoice.LATE), codes);
    NumericsPolicy early = with(new Setting.Softmax(SoftmaxChoice.EARLY), codes);
    double gain = decibels(program, late) - decibels(program, early);
    assertTrue(gain > 3, "gain " + gain + " dB");
  }

  @Test
  void zeroCodesMakeTheMaskOfAContractionUnnecessary() {
    Program program = Attention.maskedHead(WIDTH, 3);
    assertTrue(contracts(program).anyMatch(c -> c.mask().isPresent()));
    assertTrue(
        contracts(quantized(program, NumericsPolicy.builtIn("w8a8")).program())
            .allMatch(c -> c.mask().isEmpty()));
  }

  private static Stream<Contract> contracts(Program program) {
    return program.nodes().stream()
        .map(Node::op)
        .filter(Contract.class::isInstance)
        .map(Contract.class::cast);
  }

  @Test
  void weightsAndActivationsOfFp4StayClose() {
    Program program = Kernels.reluMlp(WIDTH, 48, 10, 2);
    Setting.Weight weight =
        new Setting.Weight(ElemType.U4, Granularity.PER_CHANNEL, new Fp4Family());
    Setting.Activation activation = new Setting.Activation(ElemType.U4, new Fp4Family());
    assertCloserThan(17, program, policy(rule("**", weight)));
    assertCloserThan(10.5, program, policy(rule("**", weight, activation)));
  }

  @Test
  void tablesOfActivationsHaveTheirOwnCodes() {
    Program program = Kernels.reluMlp(WIDTH, 48, 10, 2);
    Setting.Activation log = new Setting.Activation(ElemType.U8, new LogFamily(8));
    Quantizer.Quantized quantized = quantized(program, policy(rule("r", log)));
    Encoding table = new LogFamily(8).table(8);
    assertTrue(
        quantized.program().nodes().stream()
            .anyMatch(n -> n.type().elem().equals(new ElemType.CodeType(table))));
    assertCloserThan(30, program, policy(rule("r", log)));
  }

  @Test
  void codesWithoutSignAreRefusedForNegatives() {
    Program program = Kernels.geluMlp(WIDTH, 48, 2);
    Setting.Activation log = new Setting.Activation(ElemType.U4, LogFamily.LOG2);
    assertEquals(QuantCode.POLICY, fault(program, policy(rule("g", log))));
  }

  @Test
  void whatAFormCannotDoIsADiagnostic() {
    Program program = Attention.head(WIDTH, 3, true);
    Setting.Activation wide = new Setting.Activation(new ElemType.IntType(12, false));
    Setting.Softmax published = new Setting.Softmax(SoftmaxChoice.I_BERT);
    Setting.Activation narrow = new Setting.Activation(ElemType.U4);
    assertEquals(QuantCode.POLICY, fault(program, policy(rule("p", wide))));
    assertEquals(QuantCode.POLICY, fault(program, policy(rule("p", published, narrow))));
    assertEquals(
        QuantCode.POLICY,
        fault(program, policy(rule("p", new Setting.Softmax(SoftmaxChoice.TWO_PASS)))));
  }

  @Test
  void rowsBeyondTheProvenLengthAreADiagnostic() {
    ProgramBuilder builder = new ProgramBuilder("long").dim(new DimDeclaration("n", 0, 1 << 20, 1));
    Shape shape = new Shape(List.of(Dim.symbol("n")));
    Value x = builder.parameter("x", new TensorType(ElemType.F32, shape), Parameter.Kind.INPUT);
    Value p = builder.add(new Softmax(x, Optional.empty(), Softmax.Form.THREE_PASS));
    Program program = builder.output("p", p).build();
    NumericsPolicy policy = NumericsPolicy.builtIn("w8a8");
    List<SortedMap<String, Tensor>> rows =
        List.of(new TreeMap<>(Map.of("x", Tensor.ofFloats(Shape.of(2), 0, 1))));
    CalibrationResult ranges = Calibrator.calibrate(program, policy, SampleSource.of(rows));
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> Quantizer.quantize(program, policy, ranges));
    assertEquals(QuantCode.TOO_WIDE, fault.diagnostics().getFirst().code());
  }

  @Test
  void aSumOverRowsOfLateCodesIsADiagnostic() {
    Einsum columns = new Einsum(List.of("i", "j"), List.of("i", "c"), List.of("j", "c"));
    Program program =
        Attention.program(
            WIDTH,
            3,
            false,
            (a, p) ->
                a.builder().add(new Contract(p, a.values(), columns, Order.SERIAL, ElemType.F32)));
    assertEquals(QuantCode.NO_INTEGER_FORM, fault(program, NumericsPolicy.builtIn("w8a8")));
    assertCloserThan(25, program, with(new Setting.Softmax(SoftmaxChoice.EARLY)));
  }

  @Test
  void floatKernelsChooseTheirForm() {
    Program program = Attention.head(WIDTH, 3, true);
    NumericsPolicy policy =
        NumericsPolicy.floats(
            "floats", List.of(rule("p", new Setting.Softmax(SoftmaxChoice.TWO_PASS))));
    Program chosen = Quantizer.quantize(program, policy, none(program));
    assertTrue(
        chosen.nodes().stream()
            .anyMatch(n ->
                n.op() instanceof Softmax softmax
                    && softmax.form() == Softmax.Form.TWO_PASS
                    && n.path().equals(Optional.of("p"))));
    assertTrue(Closeness.decibels(program, chosen, SAMPLES) > 100);
  }

  private static CalibrationResult none(Program program) {
    return Calibrator.calibrate(program, NumericsPolicy.builtIn("f32"), SampleSource.of(SAMPLES));
  }

  @Test
  void reasonsNameFormCodesAndWhatWasFolded() {
    Quantizer.Quantized quantized =
        quantized(Attention.head(WIDTH, 3, true), NumericsPolicy.builtIn("w4a4"));
    Explanation.Softmaxed reason =
        quantized.explanations().stream()
            .filter(Explanation.Softmaxed.class::isInstance)
            .map(Explanation.Softmaxed.class::cast)
            .findFirst()
            .orElseThrow();
    assertEquals("p", reason.path());
    assertEquals("late", reason.form());
    assertEquals("u4 log_sqrt2", reason.codes());
    assertEquals(List.of("log2 e", "divided by 4.8989797"), reason.folded());
  }

  private static NumericsPolicy with(Setting... settings) {
    return policy(rule("p", settings));
  }

  private static NumericsPolicy policy(Rule rule) {
    return NumericsPolicy.builtIn("w8a8").with("test", List.of(rule));
  }

  private static Rule rule(String pattern, Setting... settings) {
    return new Rule(PathPattern.parse(pattern), List.of(settings), "k.hb:7:3");
  }

  private static Object fault(Program program, NumericsPolicy policy) {
    return assertThrows(DiagnosticException.class, () -> quantized(program, policy))
        .diagnostics()
        .getFirst()
        .code();
  }

  private static Quantizer.Quantized quantized(Program program, NumericsPolicy policy) {
    CalibrationResult ranges = Calibrator.calibrate(program, policy, SampleSource.of(SAMPLES));
    return Quantizer.explain(program, policy, ranges);
  }

  private static double decibels(Program program, NumericsPolicy policy) {
    return Closeness.decibels(program, quantized(program, policy).program(), SAMPLES);
  }

  private static void assertCloserThan(double floor, Program program, NumericsPolicy policy) {
    double measured = decibels(program, policy);
    assertTrue(measured >= floor, policy + ": " + measured + " dB");
  }
}
