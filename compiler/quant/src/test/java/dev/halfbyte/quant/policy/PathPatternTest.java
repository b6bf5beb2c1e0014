package dev.halfbyte.quant.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.source.DiagnosticException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mlp.h|mlp.h|true",
        "mlp.h|mlp.hidden|false",
        "mlp.h|mlp|false",
        "mlp|mlp.h|false",
        "*.h|mlp.h|true",
        "*.h|a.b.h|false",
        "**.h|a.b.h|true",
        "**.h|h|true",
        "**|anything.at[3].all|true",
        "blocks[*].attn.p|blocks[7].attn.p|true",
        "blocks[*].attn.p|blocks.attn.p|false",
        "blocks[0, 11].**|blocks[11].mlp.g|true",
        "blocks[0, 11].**|blocks[1].mlp.g|false",
        "blocks[0, 11].**|blocks[0]|true",
        "blocks.x|blocks[0].x|false",
        "a.**.b.**.c|a.b.c|true",
        "a.**.b.**.c|a.x.b.y.z.c|true",
        "a.**.b.**.c|a.x.c|false"
      })
  void matches(String pattern, String path, boolean expected) {
    assertEquals(expected, PathPattern.parse(pattern).matches(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a..b", "a.", "***", "a[", "a[]", "a[x]", "a[-1]", "1a", "a b"})
  void refusesMalformedText(String text) {
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> PathPattern.parse(text));
    assertEquals(QuantCode.POLICY, fault.diagnostics().getFirst().code());
  }

  @Test
  void manyWildcardsStayFast() {
    String pattern = "**.a.".repeat(40) + "b";
    assertEquals(false, PathPattern.parse(pattern).matches("a.".repeat(400) + "c"));
  }
}
