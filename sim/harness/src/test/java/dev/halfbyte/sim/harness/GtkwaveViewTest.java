package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.sim.harness.wave.GtkwaveView;
import dev.halfbyte.sim.harness.wave.WaveFile;
import dev.halfbyte.sim.harness.wave.WaveVariable;
import dev.halfbyte.sim.verilator.ModelCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GtkwaveViewTest {
  @TempDir Path folder;

  private Manifest manifest() throws IOException {
    return Manifest.read(ToyBuild.in(folder.resolve("build")).write());
  }

  private Path trace(Manifest manifest, String name) {
    Path file = folder.resolve(name);
    AcceleratorRun.of(manifest, ModelCache.in(ToyBuild.CACHE))
        .run(List.of(AcceleratorRunTest.input()), RunOptions.standard().withTrace(file));
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"run.vcd", "run.fst"})
  void theViewNamesVariablesOfTheWaveform(String name) throws IOException {
    Manifest manifest = manifest();
    Path file = trace(manifest, name);
    List<WaveVariable> variables = WaveFile.variables(file);
    Set<String> known = variables.stream().map(WaveVariable::path).collect(Collectors.toSet());
    assertTrue(known.contains("TOP.toy_accel.unit_busy[1:0]"), known.toString());
    List<String> shown =
        GtkwaveView.of(manifest, file, 64_000)
            .lines()
            .filter(line -> line.contains("TOP.toy"))
            .toList();
    assertTrue(shown.contains("+{copy busy} (1)TOP.toy_accel.unit_busy[1:0]"), shown.toString());
    assertTrue(shown.contains("TOP.toy_accel.s_axis_tdata[63:0]"), shown.toString());
    for (String line : shown) {
      if (!line.startsWith("[")) {
        String path = line.replaceFirst("^\\+\\{.*} \\(\\d+\\)", "");
        assertTrue(known.contains(path), line);
      }
    }
  }

  /// 64 000 cycles of ten units in two frames: 320 000 units, 2 to the power of 18.29.
  @Test
  void theWholeWaveformFits() throws IOException {
    Manifest manifest = manifest();
    String view = GtkwaveView.of(manifest, trace(manifest, "run.fst"), 64_000);
    List<String> zoom = view.lines().filter(line -> line.startsWith("*")).toList();
    assertEquals(1, zoom.size());
    assertTrue(zoom.getFirst().startsWith("*-18.287712 -1"), zoom.getFirst());
  }

  @Test
  void timesAreNanoseconds() throws IOException {
    List<String> lines = Files.readAllLines(trace(manifest(), "run.vcd"));
    assertTrue(
        lines.stream().limit(10).anyMatch(line -> line.matches("\\$timescale\\s+1ns.*")),
        lines.subList(0, 10).toString());
  }

  @Test
  void bothFormatsHoldTheSameNames() throws IOException {
    Manifest manifest = manifest();
    assertEquals(
        Set.copyOf(WaveFile.variables(trace(manifest, "run.vcd"))),
        Set.copyOf(WaveFile.variables(trace(manifest, "run.fst"))));
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("no.fst"), new byte[40]);
    assertThrows(IOException.class, () -> WaveFile.variables(file));
  }
}
