package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.emit.HardwareFiles;
import dev.halfbyte.backend.verilog.emit.TestVectors;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.backend.GeneratedFile;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.sim.harness.AcceleratorRun;
import dev.halfbyte.sim.harness.IcarusRun;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.harness.RunOptions;
import dev.halfbyte.sim.harness.RunReport;
import dev.halfbyte.sim.verilator.ModelCache;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Builds on the simulated accelerator: the bits of the cmd interpreter in the predicted cycles.
class SimulationTest {
  private static final Path MODELS =
      Path.of(System.getProperty("halfbyte.root"), "backends/verilog/target/models");

  @TempDir Path folder;

  /// The default hardware with an activation memory that cuts the samples into chunks.
  private static final String SMALL = "edge8x8,act_depth=512,cmd_depth=4096";

  @ParameterizedTest
  @CsvSource({
    "edge8x8, U8, 16, 96, 160",
    "edge8x8, S8, 21, 20, 36",
    "SMALL, U8, 61, 40, 56",
    "dot4x4x2, S8, 9, 24, 20",
    "row16x4, U4, 5, 64, 80",
  })
  void feedForwardGivesTheBitsInThePredictedCycles(
      String hardware, String codes, int rows, int width, int hidden) throws IOException {
    ElemType.IntType activation =
        new ElemType.IntType(codes.endsWith("8") ? 8 : 4, codes.startsWith("S"));
    SealedProgram program = SampleNetwork.feedForward(rows, width, hidden, activation, ElemType.S4);
    check(program, hardware, rows, Map.of("x", SampleNetwork.data(rows, rows, width)));
  }

  @ParameterizedTest
  @CsvSource({"edge8x8, 40", "row16x4, 3", "SMALL, 90"})
  void classifiersGiveTheBitsInThePredictedCycles(String hardware, int rows) throws IOException {
    SealedProgram program =
        SampleNetwork.classifier(9, List.of(48, 32, 24, 10), ElemType.U4, ElemType.S4);
    check(program, hardware, rows, Map.of("image", SampleNetwork.data(7, rows, 48)));
  }

  @ParameterizedTest
  @CsvSource({"edge8x8, 19", "SMALL, 150", "dot4x4x2, 19"})
  void graphsGiveTheBitsInThePredictedCycles(String hardware, int rows) throws IOException {
    for (SealedProgram program : SampleGraphs.all().values()) {
      check(program, hardware, rows, SampleGraphs.data(program, rows));
    }
  }

  @Test
  void theTestbenchPassesUnderIcarusAndNoticesAWrongBit() throws IOException {
    SealedProgram program =
        SampleNetwork.classifier(4, List.of(24, 16, 10), ElemType.S8, ElemType.S4);
    Schedule schedule = Builds.schedule(program, "edge8x8", 11);
    write(schedule);
    Map<String, Tensor> inputs = Map.of("image", SampleNetwork.data(4, 11, 24));
    TestVectors.write(folder, schedule.kernel(), inputs);
    String expected = "PASS digits cycles=" + schedule.prediction().totalCycles();
    assertTrue(testbench("digits").run().contains(expected));

    Path file = folder.resolve("stream_out.hex");
    char digit = Files.readString(file).charAt(15);
    String flipped = Files.readString(file).substring(0, 15) + (digit == '0' ? '1' : '0');
    Files.writeString(file, flipped + Files.readString(file).substring(16));
    assertThrows(SimulationFailure.class, () -> testbench("digits").run());
  }

  @Test
  void wrapperAndTestbenchAreCleanForVerilator() throws IOException {
    SealedProgram program = SampleGraphs.all().firstEntry().getValue();
    write(Builds.schedule(program, "dot4x4x2", 5));
    String name = program.program().name();
    List<String> lint = new ArrayList<>(List.of("verilator", "--lint-only", "-Wall", "--timing"));
    lint.addAll(List.of("-f", name + ".f", "--top-module"));
    // The testbench keeps its indices by blocking assignment and deasserts its reset by hand.
    List<String> testbench =
        List.of("tb_" + name, "tb_" + name + ".sv", "-Wno-BLKSEQ", "-Wno-SYNCASYNCNET");
    for (List<String> top : List.of(List.of(name + "_accel"), testbench)) {
      List<String> command = new ArrayList<>(lint);
      command.addAll(top);
      ToolProcess result = ToolProcess.run(folder, command);
      assertEquals("", result.output());
      assertEquals(0, result.exitCode());
    }
  }

  private IcarusRun testbench(String kernel) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(kernel + ".f"))) {
      sources.add(folder.resolve(line));
    }
    sources.add(folder.resolve("tb_" + kernel + ".sv"));
    return new IcarusRun("tb_" + kernel, sources, folder, new LinkedHashMap<>());
  }

  private void check(SealedProgram program, String hardware, long rows, Map<String, Tensor> inputs)
      throws IOException {
    Schedule schedule = Builds.schedule(program, hardware.equals("SMALL") ? SMALL : hardware, rows);
    write(schedule);
    AcceleratorRun run =
        AcceleratorRun.of(Manifest.read(folder.resolve("manifest.json")), ModelCache.in(MODELS));
    RunReport report = run.run(tensors(inputs), RunOptions.standard());
    assertEquals(tensors(Builds.run(schedule, inputs)), report.outputs());
    assertEquals(schedule.prediction().totalCycles(), report.cycles());
    for (Unit unit : Unit.values()) {
      String counter = unit.name().toLowerCase(Locale.ROOT) + "_busy";
      assertEquals(
          schedule.prediction().busyCycles().get(unit), report.counters().get(counter), counter);
    }
    assertEquals(schedule.prediction().macs(), report.counters().get("macs"));
    RunReport stalled = run.run(tensors(inputs), RunOptions.standard().withStalls(3, 0.4));
    assertEquals(report.outputs(), stalled.outputs());
    assertTrue(stalled.cycles() > report.cycles());
  }

  private void write(Schedule schedule) throws IOException {
    for (GeneratedFile file : HardwareFiles.of(schedule)) {
      Path path = folder.resolve(file.path());
      Files.createDirectories(path.getParent());
      Files.write(path, file.content());
    }
  }

  private static List<dev.halfbyte.sim.harness.Tensor> tensors(Map<String, Tensor> data) {
    List<dev.halfbyte.sim.harness.Tensor> tensors = new ArrayList<>();
    data.forEach((name, tensor) -> {
      List<Integer> shape =
          Arrays.stream(tensor.type().shape().extents()).mapToObj(extent -> (int) extent).toList();
      tensors.add(dev.halfbyte.sim.harness.Tensor.ofBytes(name, shape, tensor.bytes()));
    });
    return tensors;
  }
}
