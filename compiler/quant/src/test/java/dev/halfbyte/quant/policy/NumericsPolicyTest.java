package dev.halfbyte.quant.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.codes.BinaryFamily;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumericsPolicyTest {
  private static final NumericsPolicy MIXED =
      NumericsPolicy.builtIn("w4a4")
          .with(
              "mixed",
              List.of(
                  rule("blocks[*].**", new Setting.Activation(ElemType.U4), "a.hb:2:3"),
                  rule(
                      "blocks[0].**",
                      new Setting.Weight(ElemType.S8, Granularity.PER_TENSOR),
                      "a.hb:3:3"),
                  rule("**.g", new Setting.Activation(ElemType.S8), "a.hb:4:3")));

  private static Rule rule(String pattern, Setting setting, String origin) {
    return new Rule(PathPattern.parse(pattern), List.of(setting), origin);
  }

  @Test
  void theLastMatchWins() {
    assertEquals(ElemType.S8, MIXED.activation(List.of("blocks[0].g")).setting().storage());
    assertEquals(ElemType.U4, MIXED.activation(List.of("blocks[0].h")).setting().storage());
    assertEquals(ElemType.S4, MIXED.activation(List.of("head")).setting().storage());
  }

  @Test
  void aRuleThatSaysNothingAboutTheRoleIsPassedOver() {
    assertEquals(ElemType.S4, MIXED.weight(List.of("blocks[1].w")).setting().storage());
    assertEquals(ElemType.S8, MIXED.weight(List.of("blocks[0].w")).setting().storage());
    assertEquals(ElemType.S16, MIXED.residual(List.of("blocks[0].g")).setting().storage());
  }

  @Test
  void anyOfTheNamesOfAValueMayMatch() {
    assertEquals(ElemType.S8, MIXED.weight(List.of("w1", "blocks[0].mlp")).setting().storage());
  }

  @Test
  void saysWhichRuleWon() {
    assertEquals("a.hb:4:3", MIXED.activation(List.of("blocks[0].g")).rule().origin());
    assertEquals(
        "default weight s4 channel, act s4 tensor, via repq(scale = median), residual s16 tensor"
            + ", softmax late (built-in w4a4)",
        MIXED.activation(List.of("x")).rule().toString());
  }

  @Test
  void plainFloatsAreAPolicyToo() {
    assertFalse(NumericsPolicy.builtIn("f32").quantized());
  }

  @Test
  void namesTellTheBitsOfWeightsAndActivations() {
    for (int weight = 2; weight <= 8; weight++) {
      for (int activation = 2; activation <= 8; activation++) {
        NumericsPolicy policy = NumericsPolicy.builtIn("w" + weight + "a" + activation);
        assertEquals(
            new Setting.Weight(new ElemType.IntType(weight, true), Granularity.PER_CHANNEL),
            policy.weight(List.of("w")).setting());
        assertEquals(
            new Setting.Activation(new ElemType.IntType(activation, true)),
            policy.activation(List.of("x")).setting());
        assertEquals(CalibrationPlan.forActivations(activation), policy.calibration());
      }
    }
  }

  @Test
  void oneBitStandsForSigns() {
    ElemType.IntType bit = new ElemType.IntType(1, false);
    NumericsPolicy policy = NumericsPolicy.builtIn("w1a1");
    assertEquals(
        new Setting.Weight(bit, Granularity.PER_CHANNEL, new BinaryFamily()),
        policy.weight(List.of("w")).setting());
    assertEquals(
        new Setting.Activation(bit, new BinaryFamily()), policy.activation(List.of("x")).setting());
  }

  @ParameterizedTest
  @ValueSource(strings = {"w0a8", "w9a8", "w4a16", "w4", "a8", "w4a8 ", "W4A8", "int4"})
  void otherNamesAreRefused(String name) {
    DiagnosticException thrown =
        assertThrows(DiagnosticException.class, () -> NumericsPolicy.builtIn(name));
    Diagnostic fault = thrown.diagnostics().getFirst();
    assertEquals(QuantCode.POLICY, fault.code());
    assertEquals(
        Optional.of(
            "built in are f32 and wNaM, bits of weights and activations from 1 to 8, such as w4a8"),
        fault.help());
  }
}
