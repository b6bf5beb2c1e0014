package dev.halfbyte.sim.verilator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
  @TempDir Path folder;

  @Test
  void aVcdFileHoldsTheCyclesBetweenOnAndOff() throws IOException {
    Path file = folder.resolve("run.vcd");
    Path second = folder.resolve("second.vcd");
    try (Simulation simulation = model(TraceFormat.VCD).open()) {
      simulation.reset(2);
      simulation.step(10);
      simulation.traceTo(file);
      simulation.step(3);
      simulation.traceOff();
      simulation.step(100);
      simulation.traceTo(second);
      simulation.step(1);
    }
    List<String> lines = Files.readAllLines(file);
    assertTrue(lines.contains("$enddefinitions $end"));
    assertTrue(lines.stream().anyMatch(line -> line.contains("$scope module stream_fifo $end")));
    assertTrue(
        lines.stream()
            .anyMatch(line -> line.contains("$var wire 64 ") && line.contains(" m_axis_tdata ")));
    assertEquals(List.of("#120", "#125", "#130", "#135", "#140", "#145"), times(lines));
    assertEquals(List.of("#1150", "#1155"), times(Files.readAllLines(second)));
  }

  @Test
  void anFstFileStartsWithItsHeaderBlock() throws IOException {
    Path file = folder.resolve("run.fst");
    try (Simulation simulation = model(TraceFormat.FST).open()) {
      simulation.traceTo(file);
      simulation.reset(2);
      simulation.step(20);
    }
    ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(file));
    assertEquals(0, header.get(0), "block type: header");
    assertEquals(329, header.getLong(1), "section length of a header");
    assertEquals(0, header.getLong(9), "first time");
    assertEquals(215, header.getLong(17), "last time: 22 cycles of 10, the last half not counted");
  }

  @Test
  void aModelWithoutTraceOrAnUnwritableFileIsACodedError() {
    try (Simulation simulation = model(TraceFormat.NONE).open()) {
      assertUnavailable(simulation, folder.resolve("run.vcd"));
    }
    try (Simulation simulation = model(TraceFormat.VCD).open()) {
      assertUnavailable(simulation, folder.resolve("missing/run.vcd"));
      assertUnavailable(simulation, folder);
      simulation.step(5);
    }
  }

  private static void assertUnavailable(Simulation simulation, Path file) {
    SimulationFailure failure =
        assertThrows(SimulationFailure.class, () -> simulation.traceTo(file));
    assertEquals(FailureCode.TRACE_UNAVAILABLE, failure.code());
  }

  private static Model model(TraceFormat format) {
    return Designs.cache()
        .build(Designs.design("stream_fifo"), BuildOptions.standard().withTrace(format));
  }

  private static List<String> times(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("#")).toList();
  }
}
