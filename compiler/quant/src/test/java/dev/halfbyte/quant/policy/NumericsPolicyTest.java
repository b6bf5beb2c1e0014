package dev.halfbyte.quant.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
  void namesTheBuiltInPolicies() {
    DiagnosticException thrown =
        assertThrows(DiagnosticException.class, () -> NumericsPolicy.builtIn("w2a2"));
    Diagnostic fault = thrown.diagnostics().getFirst();
    assertEquals(QuantCode.POLICY, fault.code());
    assertEquals(Optional.of("built in are f32, w8a8, w4a8, w4a4"), fault.help());
  }
}
