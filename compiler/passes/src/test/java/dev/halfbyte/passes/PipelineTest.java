package dev.halfbyte.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "validate",
        "validate,fix(simplify),quantize(w4a4),seal,schedule(x86_64)",
        "fix(simplify,fix(cse,dce)),seal",
        "quantize(a.hb/mixed,x=1)"
      })
  void printsWhatItParsed(String text) {
    assertEquals(text, Pipeline.parse(text).toString());
  }

  @Test
  void ignoresBlanks() {
    assertEquals(
        Pipeline.parse("validate,fix(simplify,cse),quantize(w4a8)"),
        Pipeline.parse(" validate , fix ( simplify, cse )\n, quantize( w4a8 ) "));
  }

  @Test
  void knowsPassesArgumentsAndRepetition() {
    assertEquals(
        List.of(
            new Pipeline.Apply("quantize", List.of("w4a4")),
            new Pipeline.Fix(List.of(new Pipeline.Apply("cse", List.of())))),
        Pipeline.parse("quantize(w4a4),fix(cse)").steps());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|0",
        "simplify,|8",
        "simplify cse|9",
        "fix|2",
        "fix()|4",
        "quantize(w4a4|12",
        "quantize(|8",
        "a)b|1",
        "?|0"
      })
  void pointsAtTheFault(String text, int offset) {
    Diagnostic fault = fault(() -> Pipeline.parse(text));
    assertEquals(PassCode.PIPELINE_SYNTAX, fault.code());
    assertEquals(offset, fault.span().orElseThrow().start());
  }

  @Test
  void refusesDeepNesting() {
    String text = "fix(".repeat(5000) + "cse" + ")".repeat(5000);
    Diagnostic fault = fault(() -> Pipeline.parse(text));
    assertEquals(PassCode.PIPELINE_SYNTAX, fault.code());
    assertTrue(fault.message().contains("nested"), fault.message());
  }

  private static Diagnostic fault(Runnable action) {
    DiagnosticException thrown = assertThrows(DiagnosticException.class, action::run);
    return thrown.diagnostics().getFirst();
  }
}
