package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.CommandKernel;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.backend.verilog.cmd.SpillProgram;
import dev.halfbyte.backend.verilog.emit.TestVectors;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.RtlLibrary;
import dev.halfbyte.sim.harness.IcarusProgramRun;
import dev.halfbyte.sim.harness.IcarusRun;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.harness.RunReport;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.ToolProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Builds on the simulated accelerator: the bits of the cmd interpreter in the predicted cycles.
class SimulationTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "edge8x8, 16, 96, 160, 1",
    "edge8x8, 21, 20, 36, 2",
    "'edge8x8,act_depth=512,cmd_depth=4096', 61, 40, 56, 3",
    "dot4x4x2, 9, 24, 20, 4",
    "'row16x4,act_bits=8', 5, 64, 80, 5",
    "'edge8x8,dram=1', 21, 20, 36, 2",
    "'row16x4,act_bits=8,dram=1', 5, 64, 80, 5",
  })
  void feedForwardGivesTheBitsInThePredictedCycles(
      String hardware, int rows, int width, int hidden, long seed) throws IOException {
    SealedProgram program =
        SampleNetwork.feedForward(seed, width, hidden, ElemType.U8, ElemType.S4);
    Simulations.check(
        folder, program, hardware, rows, Map.of("x", SampleNetwork.data(seed, rows, width)));
  }

  @ParameterizedTest
  @CsvSource({"edge8x8, 40", "row16x4, 3", "'edge8x8,act_depth=300', 40"})
  void classifiersGiveTheBitsInThePredictedCycles(String hardware, int rows) throws IOException {
    SealedProgram program =
        SampleNetwork.classifier(9, List.of(48, 32, 24, 10), ElemType.U4, ElemType.S4);
    Simulations.check(
        folder, program, hardware, rows, Map.of("image", SampleNetwork.data(7, rows, 48)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge8x8", "edge8x8,act_depth=160,cmd_depth=8192", "dot4x4x2"})
  void graphsGiveTheBitsInThePredictedCycles(String hardware) throws IOException {
    for (SealedProgram program : SampleGraphs.all().values()) {
      Simulations.check(folder, program, hardware, 19, SampleGraphs.data(program, 19));
    }
  }

  @Test
  void theTestbenchPassesUnderIcarusAndNoticesAWrongBit() throws IOException {
    SealedProgram program =
        SampleNetwork.classifier(4, List.of(24, 16, 10), ElemType.S8, ElemType.S4);
    Schedule schedule = Builds.schedule(program, "edge8x8", 11);
    Simulations.write(folder, schedule);
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

  /// Words of a matrix go to the DRAM and come back.
  @Test
  void spilledWordsComeBackInThePredictedCycles() throws IOException {
    CommandKernel kernel = SpillProgram.kernel();
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(3, 8, 8));
    byte[] in = new HostCodec(kernel).streamIn(inputs);
    Prediction prediction = CommandInterpreter.run(kernel, in).prediction();
    Simulations.check(folder, new Schedule(kernel, prediction, 1, List.of()), inputs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"edge8x8", "edge8x8,dram=1"})
  void icarusGivesTheBitsOfTheInterpreterWithoutBeingToldThem(String hardware) throws IOException {
    SealedProgram program =
        SampleNetwork.classifier(4, List.of(24, 16, 10), ElemType.S8, ElemType.S4);
    Schedule schedule = Builds.schedule(program, hardware, 11);
    Simulations.write(folder, schedule);
    Files.deleteIfExists(folder.resolve("stream_out.hex"));
    Map<String, Tensor> inputs = Map.of("image", SampleNetwork.data(4, 11, 24));
    RunReport report =
        IcarusProgramRun.run(
            Manifest.read(folder.resolve("manifest.json")), Simulations.tensors(inputs));
    assertEquals(Simulations.tensors(Builds.run(schedule, inputs)), report.outputs());
    assertEquals(schedule.prediction().totalCycles(), report.cycles());
    assertTrue(report.simulatedCycles() > report.cycles());
    assertFalse(Files.exists(folder.resolve("stream_out.hex")));
  }

  /// Rows of a row array begin at whole wide words: what is between them was never written, which a
  /// simulator with four states tells.
  @ParameterizedTest
  @CsvSource({"skip16x4, u4", "skip16x4, s16", "edge, u4", "row16x4, u4"})
  void nothingBetweenTheRowsOfAnOutputLeaves(String hardware, String storage) throws IOException {
    SampleNetwork net = new SampleNetwork("narrow", 8);
    Value codes = net.quantize(net.input("x", 20), new Encoding.Affine(ElemType.U4, 3));
    Encoding.Affine result =
        storage.equals("u4") ? new Encoding.Affine(ElemType.U4, 7) : SampleNetwork.S16;
    Value sums = net.linear(codes, 20, ElemType.S4);
    Value y = net.requantizeSums(sums, 20, ElemType.U4, ElemType.S4, result);
    Schedule schedule = Builds.schedule(net.seal("y", net.dequantize(y)), hardware, 3);
    Simulations.write(folder, schedule);
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(5, 3, 20));
    TestVectors.write(folder, schedule.kernel(), inputs);
    assertTrue(testbench("narrow").run().contains("PASS narrow"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dot4x4x2", "dot4x4x2,dram=1"})
  void wrapperAndTestbenchAreCleanForVerilator(String hardware) throws IOException {
    SealedProgram program = SampleGraphs.all().firstEntry().getValue();
    Simulations.write(folder, Builds.schedule(program, hardware, 5));
    String name = program.program().name();
    List<String> lint = new ArrayList<>(List.of("verilator", "--lint-only", "-Wall", "--timing"));
    lint.addAll(List.of("-f", name + ".f", "--top-module"));
    // The testbench keeps its indices by blocking assignment and deasserts its reset by hand.
    List<String> testbench =
        new ArrayList<>(
            List.of("tb_" + name, "tb_" + name + ".sv", "-Wno-BLKSEQ", "-Wno-SYNCASYNCNET"));
    if (hardware.contains("dram")) {
      testbench.add(RtlLibrary.DRAM_MODEL);
    }
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
}
