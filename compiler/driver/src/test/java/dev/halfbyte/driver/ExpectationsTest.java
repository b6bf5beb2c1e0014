package dev.halfbyte.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationsTest {
  @TempDir Path folder;

  @Test
  void eachPartIsOptionalAndUnknownNamesAreIgnored() throws IOException {
    Expectations none = Expectations.of(new Sidecar(folder));
    assertFalse(none.icarus());
    assertEquals(Optional.empty(), none.sqnrFloorDb("w4a8"));

    Expectations icarus = read("{\"icarus\": true, \"later\": [1]}");
    assertTrue(icarus.icarus());
    assertEquals(Optional.empty(), icarus.sqnrFloorDb("w4a8"));

    Expectations floors = read("{\"sqnr_floor_db\": {\"w4a8\": 18.5}, \"icarus\": false}");
    assertFalse(floors.icarus());
    assertEquals(Optional.of(18.5), floors.sqnrFloorDb("w4a8"));
    assertEquals(Optional.empty(), floors.sqnrFloorDb("w4a4"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"icarus\": 1}",
        "{\"icarus\": null}",
        "{\"sqnr_floor_db\": 3}",
        "{\"sqnr_floor_db\": {\"w4a8\": \"x\"}}"
      })
  void whatIsMalformedIsACodedErrorThatNamesTheFile(String text) {
    DiagnosticException fault = assertThrows(DiagnosticException.class, () -> read(text));
    assertEquals(DriverCode.BAD_EXPECTATIONS, fault.diagnostics().getFirst().code());
    assertTrue(fault.diagnostics().getFirst().message().contains("expect.json: "));
  }

  private Expectations read(String text) throws IOException {
    Files.writeString(folder.resolve("expect.json"), text);
    return Expectations.of(new Sidecar(folder));
  }
}
