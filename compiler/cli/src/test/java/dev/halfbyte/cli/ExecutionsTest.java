package dev.halfbyte.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.backend.Variant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExecutionsTest {
  @Test
  void icarusRunsOnlyWhereItIsAskedFor() {
    assertEquals(List.of("rtl"), names(List.of("verilog"), false));
    assertEquals(List.of("rtl", "rtl-icarus"), names(List.of("verilog"), true));
    assertEquals(List.of("rtl"), names(List.of("rtl"), true));
    assertEquals(List.of("rtl-icarus"), names(List.of("rtl-icarus"), false));
    assertEquals(List.of("jvm"), names(List.of("jvm"), true));
  }

  private static List<String> names(List<String> chosen, boolean icarus) {
    return Executions.of(chosen, new TreeMap<>(), Map.of("n", 1L), icarus).stream()
        .flatMap(execution -> execution.variants().stream())
        .map(Variant::name)
        .toList();
  }
}
