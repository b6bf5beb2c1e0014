package dev.halfbyte.driver.numerics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.frontend.Frontend;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.quant.codes.AdaLogFamily;
import dev.halfbyte.quant.codes.BinaryFamily;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.codes.Fp4Family;
import dev.halfbyte.quant.codes.LogFamily;
import dev.halfbyte.quant.codes.PostFamily;
import dev.halfbyte.quant.codes.SulqFamily;
import dev.halfbyte.quant.codes.TanFitFamily;
import dev.halfbyte.quant.codes.TernaryFamily;
import dev.halfbyte.quant.codes.TwinLogFamily;
import dev.halfbyte.quant.policy.CalibrationPlan;
import dev.halfbyte.quant.policy.CommonScale;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.Rule;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import dev.halfbyte.quant.policy.WeightRounding;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `numerics` and `hardware` blocks: what has a meaning gets it, the rest a diagnostic at its
/// place.
class BlocksTest {
  private static KernelFile file(String text) {
    SourceFile source = SourceFile.of("t.hb", text);
    return new KernelFile(source, Frontend.check(source).orThrow());
  }

  private static NumericsPolicy policy(String body) {
    return PolicyLowering.named(file("numerics mine {\n" + body + "\n}\n"), "mine");
  }

  private static String hardware(String body) {
    return HardwareLowering.named(file("hardware chip {\n" + body + "\n}\n"), "chip")
        .getOrDefault("hardware", "");
  }

  @Test
  void lastMatchingRuleWinsAndKnowsItsPlace() {
    NumericsPolicy policy =
        policy("default weight s4 axis 0, act s8 tensor\nblocks[0].h act s4 tensor");
    assertEquals(
        new Setting.Activation(ElemType.S4), policy.activation(List.of("blocks[0].h")).setting());
    assertEquals(
        new Setting.Activation(ElemType.S8), policy.activation(List.of("blocks[1].h")).setting());
    assertTrue(policy.activation(List.of("blocks[0].h")).rule().origin().startsWith("t.hb:3:"));
  }

  @Test
  void calibrationIsTakenOver() {
    NumericsPolicy policy =
        policy("default weight s4\ncalibrate percentile(.999, .9999) samples 32 seed 1");
    assertEquals(
        new CalibrationPlan(
            new CalibrationPlan.Percentile(List.of(.999, .9999)), OptionalInt.of(32), 1),
        policy.calibration());
  }

  @Test
  void rangesMayBeSearched() {
    NumericsPolicy policy = policy("default weight s4\ncalibrate mse samples 8");
    assertEquals(
        new CalibrationPlan(new CalibrationPlan.MeanSquare(), OptionalInt.of(8), 0),
        policy.calibration());
    Diagnostic fault =
        assertThrows(DiagnosticException.class, () -> policy("calibrate mse(.99)"))
            .diagnostics()
            .getFirst();
    assertEquals(NumericsCode.BAD_ARGUMENT, fault.code());
  }

  @Test
  void weightsAndBiasesMayFollowFromSamples() {
    NumericsPolicy policy =
        policy(
            "default weight s4, rounding gptq\nh rounding descent, bias corrected\nrounding bias exact");
    assertEquals(
        WeightRounding.GPTQ, policy.rounding(List.of("w")).orElseThrow().setting().method());
    assertEquals(
        "h rounding descent (t.hb:3:1)", policy.rounding(List.of("h")).orElseThrow().reason());
    assertTrue(policy.biasCorrection(List.of("h")).isPresent());
    assertTrue(policy.biasCorrection(List.of("rounding")).isEmpty());
    assertTrue(policy.needsLayers());
    assertFalse(policy("default weight s4, rounding nearest, bias exact").needsLayers());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "default weight s4, rounding up        | no rounding `up`",
        "default weight s4, bias none          | no bias `none`",
        "default weight f32, rounding gptq     | `rounding` in a kernel whose default is `f32`",
        "default weight f32, bias corrected    | `bias` in a kernel whose default is `f32`",
      })
  void otherWordsForLayersAreRejected(String rule, String message) {
    Diagnostic fault =
        assertThrows(DiagnosticException.class, () -> policy(rule)).diagnostics().getFirst();
    assertEquals(NumericsCode.BAD_ARGUMENT, fault.code());
    assertEquals(message, fault.message());
  }

  @Test
  void activationsMayHaveScalesAlongAnAxis() {
    NumericsPolicy policy = policy("default act s4 tensor\nq act s4 axis 1\nq.inner act s4");
    assertEquals(1, policy.scaleAxis(List.of("q")).orElseThrow().setting().axis());
    assertEquals(Optional.empty(), policy.scaleAxis(List.of("q.inner")));
    assertEquals(
        NumericsCode.NO_MEANING_YET,
        assertThrows(DiagnosticException.class, () -> policy("q residual s16 axis 1"))
            .diagnostics()
            .getFirst()
            .code());
  }

  @Test
  void nameThatIsNoBlockIsBuiltIn() {
    assertEquals(
        NumericsPolicy.builtIn("w4a4"), PolicyLowering.named(file("numerics a {}"), "w4a4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h act u4 nearest(search)",
        "h act u4 tensor via lrq(alpha = 1/2)",
        "default act s8 token",
        "calibrate entropy"
      })
  void whatHasNoMeaningYetSaysSo(String rule) {
    DiagnosticException fault = assertThrows(DiagnosticException.class, () -> policy(rule));
    Diagnostic first = fault.diagnostics().getFirst();
    assertEquals(NumericsCode.NO_MEANING_YET, first.code());
    assertEquals(2, first.span().orElseThrow().startPosition().line());
  }

  @Test
  void weightsMayHaveScalesOfGroups() {
    NumericsPolicy policy = policy("default weight s4 group 128, act s8\nh weight u4 fp4 group 32");
    assertEquals(
        new Granularity.PerGroup(128), policy.weight(List.of("w")).setting().granularity());
    assertEquals("h weight u4 fp4 group 32 (t.hb:3:1)", policy.weight(List.of("h")).reason());
  }

  @ParameterizedTest
  @ValueSource(strings = {"default act s8 group 128", "h residual s16 group 4"})
  void onlyWeightsHaveScalesOfGroups(String rule) {
    DiagnosticException fault = assertThrows(DiagnosticException.class, () -> policy(rule));
    Diagnostic first = fault.diagnostics().getFirst();
    assertEquals(NumericsCode.NO_GROUPS, first.code());
    assertEquals(
        "leave `group` out here; `weight s4 group 128` puts it on the weights",
        first.help().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port in axis 32      | `axis 64` would do",
        "port dram axi4 60    | `axi4 64` would do",
        "port ctl axilite 64  | `axilite 32` would do",
        "mem acts 1 KiB       | did you mean `act`?",
      })
  void partsOfOtherKindsNameThoseThatWouldDo(String item, String help) {
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class,
            () -> hardware("array mac 8 x 8 x 1 { act s8, weight s4 }\n" + item));
    Diagnostic first = fault.diagnostics().getFirst();
    assertEquals(NumericsCode.NO_MEANING_YET, first.code());
    assertEquals(help, first.help().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"via repq, MEDIAN", "via repq(scale = mean), MEAN", "via repq(scale = none), NONE"})
  void scalesOfChannelsCanBeAskedFor(String via, CommonScale expected) {
    Rule rule = policy("h act u4 tensor " + via).rules().getLast();
    assertEquals(
        List.of(
            new Setting.Activation(new ElemType.IntType(4, false)), new Setting.Reparam(expected)),
        rule.settings());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          trip(3)                             | trip(3, into = codes)
          trip(k = 3, into = weights)         | trip(3, into = weights)
          outlier_tune                        | outlier_tune
          smooth                              | smooth(alpha = search)
          smooth(alpha = .5)                  | smooth(alpha = 0.5)
          awq                                 | awq
          noisy                               | noisy(amplitude = 0.5, seed = 1)
          noisy(amplitude = 1, seed = 9)      | noisy(amplitude = 1.0, seed = 9)
          hadamard(16)                        | hadamard(16, codes = s16)
          hadamard(block = 2, codes = s8)     | hadamard(2, codes = s8)
          shifted                             | shifted
          """)
  void methodsForChannelsCanBeAskedFor(String via, String method) {
    Rule rule = policy("h act u4 tensor via " + via).rules().getLast();
    assertEquals("via " + method, rule.settings().getLast().toString());
  }

  @Test
  void anUnknownMethodIsToldWhatThereIs() {
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> policy("h act s4 via quarot(block = 16)"));
    Diagnostic only = fault.diagnostics().getFirst();
    assertEquals(NumericsCode.NO_MEANING_YET, only.code());
    assertTrue(only.toString().contains("outlier_tune"), only.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h act u4 via repq(scale = mode)",
        "h act u4 via repq(mean)",
        "h weight s4 via repq(scale = mean)",
        "h act s4 via trip",
        "h act s4 via trip(0)",
        "h act s4 via trip(9)",
        "h act s4 via trip(2.5)",
        "h act s4 via trip(3, into = sums)",
        "h act s4 via trip(3, 4)",
        "h act s4 via trip(3, k = 3)",
        "h weight s4 via trip(3)",
        "h act s4 via outlier_tune(1)",
        "h act s4 via smooth(alpha = 2)",
        "h act s4 via smooth(alpha = find)",
        "h act s4 via smooth(strength = .5)",
        "h act s4 via awq(3)",
        "h act s4 via noisy(amplitude = 0)",
        "h act s4 via noisy(amplitude = 3)",
        "h act s4 via noisy(seed = .5)",
        "h act s4 via hadamard",
        "h act s4 via hadamard(12)",
        "h act s4 via hadamard(1)",
        "h act s4 via hadamard(512)",
        "h act s4 via hadamard(16, codes = s4)",
        "h weight s4 via hadamard(16)",
        "h act s4 via shifted(1)"
      })
  void badArgumentsOfMethodsAreNamed(String rule) {
    DiagnosticException fault = assertThrows(DiagnosticException.class, () -> policy(rule));
    assertEquals(NumericsCode.BAD_ARGUMENT, fault.diagnostics().getFirst().code());
  }

  @Test
  void everyFaultOfABlockIsReported() {
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class,
            () -> policy("h act u4 twin()\ng softmax exact\ncalibrate entropy"));
    assertEquals(3, fault.diagnostics().size());
  }

  @Test
  void softmaxFormsAndCodesOfProbabilities() {
    NumericsPolicy policy =
        policy(
            "encoding logp = u4 log2(step = 1/2, zero = top)\n"
                + "default act s8, norm early\na.p act logp, norm late\nb.p softmax i_bert");
    assertEquals(SoftmaxChoice.EARLY, softmax(policy, "c.p"));
    assertEquals(SoftmaxChoice.LATE, softmax(policy, "a.p"));
    assertEquals(SoftmaxChoice.I_BERT, softmax(policy, "b.p"));
    assertEquals(
        new Setting.Activation(ElemType.U4, LogFamily.LOG_SQRT2),
        policy.probability(List.of("a.p")).setting());
    assertFalse(policy.statesProbability(List.of("b.p")));
  }

  @Test
  void tablesAreFamiliesOfCodes() {
    NumericsPolicy policy =
        policy(
            "default weight u4 fp4, act s8\nh act u4 fp4\ng act u3 log2\nf act u8 log2(step = .125)");
    assertEquals(new Fp4Family(), policy.weight(List.of("w")).setting().family());
    assertEquals(new Fp4Family(), policy.activation(List.of("h")).setting().family());
    assertEquals(LogFamily.LOG2, policy.activation(List.of("g")).setting().family());
    assertEquals(new LogFamily(8), policy.activation(List.of("f")).setting().family());
  }

  @Test
  void familiesWithParametersHaveThemStatedOrFound() {
    NumericsPolicy policy =
        policy(
            "default weight s4 twin_log, act s8\na act u4 adalog\nb act u4 adalog(q = 23)\n"
                + "c act u4 sulq(eta = 64)\nd weight s4 post\ne act s4 tan_fit\n"
                + "f act u4 tan_fit(bend = -12)\n"
                + "g act u4 twin_log(lead = -7, up = 8, down = 9)\nh act u4 adalog()");
    assertEquals(new TwinLogFamily.Searched(), policy.weight(List.of("w")).setting().family());
    assertEquals(new PostFamily(), policy.weight(List.of("d")).setting().family());
    Map<String, CodeFamily> expected =
        Map.of(
            "a", new AdaLogFamily.Searched(),
            "b", new AdaLogFamily(23),
            "c", new SulqFamily(64),
            "e", new TanFitFamily.Searched(true),
            "f", new TanFitFamily(false, -12),
            "g", new TwinLogFamily(-7, 8, 9),
            "h", new AdaLogFamily.Searched());
    expected.forEach((path, family) ->
        assertEquals(family, policy.activation(List.of(path)).setting().family(), path));
    assertEquals("u4 adalog(q = 23)", policy.activation(List.of("b")).setting().codes());
    assertEquals("s4 tan_fit", policy.activation(List.of("e")).setting().codes());
  }

  @Test
  void signsAreFamiliesOfCodes() {
    NumericsPolicy policy =
        policy("default weight u1 binary, act s8\nh weight s2 ternary\ng act u1 binary");
    ElemType.IntType bit = new ElemType.IntType(1, false);
    assertEquals(
        new Setting.Weight(bit, Granularity.PER_CHANNEL, new BinaryFamily()),
        policy.weight(List.of("w")).setting());
    assertEquals(new TernaryFamily(), policy.weight(List.of("h")).setting().family());
    assertEquals(
        new Setting.Activation(bit, new BinaryFamily()), policy.activation(List.of("g")).setting());
    assertEquals(CalibrationPlan.NARROW, policy.calibration());
  }

  @Test
  void rangesOfFewCodesAreCutWhereNothingIsStated() {
    assertEquals(CalibrationPlan.NARROW, policy("default weight s4, act s3").calibration());
    assertEquals(CalibrationPlan.DEFAULT, policy("default weight s2, act s4").calibration());
    assertEquals(CalibrationPlan.DEFAULT, policy("h act s2\ncalibrate minmax").calibration());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h weight u1",
        "h residual u1",
        "h weight u2 binary",
        "h weight u1 binary(2)",
        "h weight s3 ternary",
        "h residual u1 binary",
        "h act s4 log2",
        "h act u4 log2(step = 1/3)",
        "h act u4 log_sqrt2(step = 1/4)",
        "h act u4 log2(zero = bottom)",
        "h act u8 fp4",
        "h act u4 fp4(2)",
        "h weight u4 log2",
        "h act s4 adalog",
        "h act u9 adalog",
        "h act u4 adalog(q = 9)",
        "h act u4 adalog(q = 1/2)",
        "h act u4 adalog(23)",
        "h act u4 adalog(search)",
        "h act u4 adalog(q = 23, q = 23)",
        "h act u4 adalog(q = 23, r = 1)",
        "h act s4 sulq",
        "h act u4 sulq(eta = 0)",
        "h weight u4 sulq",
        "h weight s2 twin_log",
        "h act s4 twin_log(up = 8, down = 8)",
        "h weight s2 post",
        "h act s4 post(k = 1)",
        "h weight u4 tan_fit",
        "h act s4 tan_fit(bend = 61)",
        "h residual s4 post",
        "h residual u4 fp4",
        "h softmax three_pass",
        "h softmax soft",
      })
  void whatDoesNotFitSaysSo(String rule) {
    DiagnosticException fault = assertThrows(DiagnosticException.class, () -> policy(rule));
    Diagnostic first = fault.diagnostics().getFirst();
    assertEquals(NumericsCode.BAD_ARGUMENT, first.code());
    assertEquals(2, first.span().orElseThrow().startPosition().line());
  }

  @Test
  void floatDefaultsLeaveAKernelInFloats() {
    NumericsPolicy policy = policy("default act f32, softmax two_pass\nh softmax three_pass");
    assertFalse(policy.quantized());
    assertEquals(SoftmaxChoice.TWO_PASS, softmax(policy, "p"));
    assertEquals(SoftmaxChoice.THREE_PASS, softmax(policy, "h"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h act s8",
        "h norm late",
        "default weight s4",
        "h act f32 via repq(scale = mean)",
        "h weight f32 axis 0"
      })
  void codesHaveNoPlaceAmongFloats(String rule) {
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> policy("default act f32\n" + rule));
    assertEquals(NumericsCode.BAD_ARGUMENT, fault.diagnostics().getFirst().code());
  }

  private static SoftmaxChoice softmax(NumericsPolicy policy, String path) {
    return policy.softmax(List.of(path)).setting().choice();
  }

  @Test
  void arrayAndMemoriesBecomeParameters() {
    assertEquals(
        "acc_bits=24,act_bits=8,act_depth=2048,cmd_depth=64,cols=8,lanes=1,rows=8,tables=2,"
            + "wgt_bits=4,wgt_depth=2048",
        hardware(
            """
            array mac 8 x 8 x 1 { act s8, weight s4, acc 24 }
            unit table x 2
            mem act 16 KiB
            mem weight 8 KiB
            mem cmd 4 KiB
            port in, out axis 64
            port ctl axilite
            """));
  }

  @Test
  void theNameOfTheArrayIsItsKind() {
    assertEquals(
        "acc_bits=24,cols=8,lanes=1,rows=8,array=shift",
        hardware("array shift 8 x 8 x 1 { acc 24 }"));
  }

  @Test
  void rowUnitsAndSkippingBecomeParameters() {
    assertEquals(
        "acc_bits=26,act_bits=4,act_side_depth=8192,cols=64,factor_depth=256,gain_depth=1024,"
            + "lanes=4,norm_row_max=1024,res_side_depth=2048,rows=1,softmax_row_max=1024,"
            + "wgt_bits=4,array=row",
        hardware(
            """
            array mac 1 x 64 x 4 { act u4, weight s4, acc 26, skip act }
            unit row x 1 { lanes 4, ops softmax layernorm }
            mem act_side 16 KiB
            mem res_side 16 KiB
            """));
  }

  @Test
  void anArrayThatSkipsMayHaveEngines() {
    String shape = "array mac 1 x 64 x 4 { act u4, acc 26, skip act";
    String one = "acc_bits=26,act_bits=4,cols=64,";
    assertEquals(one + "engines=2,lanes=4,rows=1,array=row", hardware(shape + ", engines 2 }"));
    assertEquals(one + "lanes=4,rows=1,array=row", hardware(shape + ", engines 1 }"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "engines 3, skip act; `engines 3`, an array has 1, 2 or 4; `engines 2` works",
        "engines 9, skip act; `engines 9`, an array has 1, 2 or 4; `engines 4` works",
        "engines 2; `engines 2` on an array that does not skip;"
            + " `engines 1` works, or `skip act` on an array of one row"
      })
  void otherEnginesNameANumberThatWorks(String properties, String message, String help) {
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class,
            () -> hardware("array mac 1 x 64 x 4 { acc 24, " + properties + " }"));
    assertEquals(NumericsCode.BAD_ARGUMENT, fault.diagnostics().getFirst().code());
    assertEquals(message, fault.diagnostics().getFirst().message());
    assertEquals(Optional.of(help), fault.diagnostics().getFirst().help());
  }

  @Test
  void anArrayThatSkipsMayPackWeights() {
    assertEquals(
        "acc_bits=26,act_bits=4,cols=64,lanes=4,pack=1,rows=1,array=row",
        hardware("array mac 1 x 64 x 4 { act u4, acc 26, skip act | weight }"));
  }

  @Test
  void otherArraysPackNoWeights() {
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class, () -> hardware("array mac 8 x 8 x 1 { skip weight }"));
    assertEquals(NumericsCode.BAD_ARGUMENT, fault.diagnostics().getFirst().code());
    assertEquals(
        Optional.of("`skip act | weight` works, on an array of one row"),
        fault.diagnostics().getFirst().help());
  }

  @Test
  void anArrayThatSkipsStoresWideWeightsAsTwo() {
    assertEquals(
        "acc_bits=32,act_bits=8,cols=64,lanes=4,rows=1,wgt_bits=4,array=row",
        hardware("array mac 1 x 64 x 4 { act u4 | s8, weight s4 | s8, acc 32, skip act }"));
  }

  @Test
  void requirementsGoToTheTarget() {
    String text =
        "hardware chip {\n"
            + "  array mac 8 x 8 x 1 { acc 24 }\n"
            + "  require cycles(gemm) <= 60 k, busy(mac) > 97.5 %\n"
            + "}\n";
    assertEquals(
        "cycles<=60000/1,busy>39/40",
        HardwareLowering.named(file(text), "chip").getOrDefault("require", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unit row x 2 { ops softmax }",
        "unit row x 1 { ops cosine }",
        "unit row x 1 { lanes 16, ops softmax }",
        "mem act 16 KiB banks 8",
        "port dram axi4 128",
        "port a, b axi4 64",
        "port a axi4\nport b axi4 64",
        "clock 200 MHz on ecp5",
        "require luts <= 60 k"
      })
  void hardwareThatIsNotThereYetSaysSo(String item) {
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class, () -> hardware("array mac 8 x 8 x 1 { acc 24 }\n" + item));
    assertEquals(NumericsCode.NO_MEANING_YET, fault.diagnostics().getFirst().code());
  }

  @Test
  void aPortToADramIsAParameter() {
    String array = "array mac 8 x 8 x 1 { acc 24 }";
    assertTrue(hardware(array + "\nport memory axi4 64").contains("dram=1"));
    assertFalse(hardware(array + "\nport in axis 64").contains("dram"));
  }

  @Test
  void hardwareNeedsAnArray() {
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> hardware("unit table x 1"));
    assertEquals(NumericsCode.BAD_ARGUMENT, fault.diagnostics().getFirst().code());
  }
}
