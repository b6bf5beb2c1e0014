package dev.halfbyte.driver.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.loop.schedule.Schedule;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TuneFileTest {
  @TempDir Path folder;

  private static String code(Executable work) {
    return assertThrows(DiagnosticException.class, work).diagnostics().getFirst().code().code();
  }

  @Test
  void aScheduleIsReadBackForItsProgramOnly() throws IOException {
    Path file = folder.resolve("k.tune.json");
    Schedule schedule = Schedule.parse("fuse=off,tile=6x32");
    TuneResult.Trial best =
        new TuneResult.Trial(schedule, 1.2, new Measurement(List.of(1.3, 1.1, 1.2)));
    TuneKey key =
        new TuneKey("0.1.0", "abc", "x86_64", "avx2", "cpu: avx2", new TreeMap<>(), "data");
    TuneFile.write(file, key, new TuneResult(List.of(best), best, 0));
    TuneFile read = TuneFile.read(file);
    assertEquals(new TuneFile("abc", "x86_64", schedule), read);
    read.requireFor("abc", "x86_64");
    assertEquals("HB6324", code(() -> read.requireFor("abd", "x86_64")));
    assertEquals("HB6325", code(() -> read.requireFor("abc", "aarch64")));
    String text = Files.readString(file);
    assertTrue(text.contains("\"predicted\": 1.2") && text.contains("avx2"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"sealed\": \"a\", \"target\": \"jvm\"}",
        "{\"sealed\": 1, \"target\": \"jvm\", \"schedule\": \"default\"}"
      })
  void whatIsNoTuneFileIsRefused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.json"), text);
    assertEquals("HB6323", code(() -> TuneFile.read(file)));
  }

  @Test
  void anAbsentFileIsRefused() {
    assertEquals("HB6323", code(() -> TuneFile.read(folder.resolve("absent.json"))));
  }

  @Test
  void quartersOfTheSamplesAreBeyondTheSpread() {
    Measurement measured = new Measurement(List.of(5.0, 1.0, 3.0, 2.0, 4.0));
    assertEquals(
        List.of(2.0, 3.0, 4.0), List.of(measured.low(), measured.median(), measured.high()));
  }
}
