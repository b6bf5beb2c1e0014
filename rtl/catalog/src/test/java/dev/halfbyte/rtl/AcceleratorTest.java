package dev.halfbyte.rtl;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole programs on hb_accel: same bits with and without stalls, and the predicted cycles without.
class AcceleratorTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "edge8x8, VERILATOR, 12",
    "row16x4, VERILATOR, 12",
    "dot4x4x2, VERILATOR, 12",
    "edge8x8, ICARUS, 2",
    "row16x4, ICARUS, 2",
    "dot4x4x2, ICARUS, 2",
  })
  void programsGiveTheReferenceBitsInThePredictedCycles(
      String preset, Simulator simulator, int programs) {
    AcceleratorConfig config = AcceleratorConfig.preset(preset).orElseThrow();
    for (int seed = 1; seed <= programs; seed++) {
      Path files = folder.resolve("program" + seed);
      TwoLayerScenario.of(config, seed).write(files);
      for (List<String> stalls : STALLS) {
        simulator.check("tb_accel", parameters(config), plusargs(files, seed, stalls));
      }
    }
  }

  private static final List<List<String>> STALLS =
      List.of(
          List.of("+stall_in=0", "+stall_out=0"),
          List.of("+stall_in=50", "+stall_out=30"),
          List.of("+stall_in=5", "+stall_out=90"));

  private static List<String> plusargs(Path files, int seed, List<String> stalls) {
    List<String> plusargs = new ArrayList<>(stalls);
    plusargs.add("+dir=" + files);
    plusargs.add("+seed=" + seed);
    return plusargs;
  }

  private static Map<String, Integer> parameters(AcceleratorConfig config) {
    return new LinkedHashMap<>(config.parameters());
  }
}
