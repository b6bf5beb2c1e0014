package dev.halfbyte.sim.verilator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorFlagsTest {
  @Test
  void allFeaturesOrNone() {
    assertEquals(List.of("-mbmi", "-mbmi2", "-mlzcnt"), options("flags\t\t: fpu abm bmi1 bmi2"));
    assertEquals(List.of(), options("flags\t\t: fpu bmi1 bmi2"));
    assertEquals(List.of(), options("Features\t: fp asimd"));
    assertEquals(List.of(), options(""));
  }

  /// Models of another processor lie in a folder beside.
  @Test
  void aCacheKeyTellsTheProcessor() {
    assertEquals(
        "g++ 12\n-mbmi",
        new ToolDescription("g++ 12", Path.of(""), new ProcessorFlags(List.of("-mbmi"))).text());
  }

  private static List<String> options(String text) {
    return ProcessorFlags.parse("processor\t: 0\n" + text + "\n").options();
  }
}
