package dev.halfbyte.quant.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CalibrationJsonTest {
  private static final CalibrationResult RESULT =
      new CalibrationResult(
          "mlp",
          "percentile[0.999]",
          32,
          new TreeMap<>(
              Map.of(
                  "h",
                  new TensorRange(
                      new Bounds(-0.1f, Float.MAX_VALUE),
                      new TreeMap<>(Map.of(4, new Bounds(-0f, 1e-40f), 8, new Bounds(0f, 3f)))),
                  "ln",
                  new TensorRange(
                      new Bounds(-1f, 2f),
                      new TreeMap<>(),
                      List.of(
                          TensorRange.of(-1f, 0.5f),
                          new TensorRange(
                              new Bounds(0f, 2f), new TreeMap<>(Map.of(4, new Bounds(0f, 1f)))))),
                  "x",
                  TensorRange.of(-1.1754942e-38f, 16777216f))));

  @Test
  void readsWhatItWrote() {
    assertEquals(RESULT, CalibrationJson.read("c.json", CalibrationJson.write(RESULT)));
  }

  @Test
  void takesEdits() {
    String edited = CalibrationJson.write(RESULT).replace("1.6777216E7", "12.5");
    CalibrationResult read = CalibrationJson.read("c.json", edited);
    assertEquals(12.5f, read.range("x").orElseThrow().observed().hi());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"format\": 2}",
        "{\"format\": 1, \"kernel\": \"k\", \"method\": \"m\", \"samples\": 1}",
        "{\"format\": 1, \"kernel\": \"k\", \"method\": \"m\", \"samples\": 1, \"ranges\": {\"x\": 3}}",
        "{\"format\": 1, \"kernel\": \"k\", \"method\": \"m\", \"samples\": 1, \"ranges\": {\"x\": {\"min\": 2, \"max\": 1}}}",
        "{\"format\": 1, \"kernel\": \"k\", \"method\": \"m\", \"samples\": 1, \"ranges\": {\"x\": {\"min\": \"a\", \"max\": 1}}}",
        "{\"format\": 1, \"kernel\": \"k\", \"method\": \"m\", \"samples\": 1, \"ranges\": {\"x\": {\"min\": 0, \"max\": 1e999}}}",
        "{\"format\": 1, \"kernel\": \"k\", \"method\": \"m\", \"samples\": 1, \"ranges\": {\"x\": {\"min\": 0, \"max\": 1, \"channels\": [1]}}}",
        "{\"format\": 1, \"kernel\": \"k\", \"method\": \"m\", \"samples\": 1, \"ranges\": {\"x\": {\"min\": 0, \"max\": 1, \"clip\": {\"8\": [1]}}}}"
      })
  void refusesEverythingElse(String text) {
    DiagnosticException thrown =
        assertThrows(DiagnosticException.class, () -> CalibrationJson.read("c.json", text));
    Diagnostic fault = thrown.diagnostics().getFirst();
    assertEquals(QuantCode.CALIBRATION_FILE, fault.code());
    assertTrue(fault.message().contains("c.json"), fault.message());
  }

  @Test
  void aDeeplyNestedDocumentIsRefusedToo() {
    String text = "[".repeat(100_000);
    assertThrows(DiagnosticException.class, () -> CalibrationJson.read("c.json", text));
  }
}
