package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.cmd.CommandParser;
import dev.halfbyte.backend.verilog.cmd.CommandPrinter;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.CommandVerifier;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.CommandFormat;
import dev.halfbyte.rtl.CommandWord;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.sim.harness.IcarusProgramRun;
import dev.halfbyte.sim.harness.Manifest;
import dev.halfbyte.sim.harness.RunReport;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Constant weights of which two of four are not zero, on row arrays that take them packed.
class PackedWeightsTest {
  private static final int WIDTH = 100;
  private static final int HIDDEN = 40;

  @TempDir Path folder;

  /// Two products, both of an odd number of columns for the tiles.
  private static SealedProgram network(int width, int most) {
    SampleNetwork net = new SampleNetwork("packed", 3);
    Encoding.Affine codes = new Encoding.Affine(ElemType.U4, 5);
    Value a = net.quantize(net.input("x", width), codes);
    Value up = net.sparseProduct(a, HIDDEN, ElemType.S4, most);
    Value h = net.requantizeSums(up, width, ElemType.U4, ElemType.S4, codes);
    Value down = net.sparseProduct(h, 21, ElemType.S4, most);
    Value y = net.requantizeSums(down, HIDDEN, ElemType.U4, ElemType.S4, SampleNetwork.S16);
    return net.seal("y", net.dequantize(y));
  }

  private static Map<String, Tensor> inputs(int rows, int width) {
    return Map.of("x", SampleNetwork.data(rows, rows, width));
  }

  private static List<Command.Gemm> products(Schedule schedule) {
    return schedule.kernel().program().commands().stream()
        .filter(Command.Gemm.class::isInstance)
        .map(Command.Gemm.class::cast)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "'skip16x4,pack=1', 100, 2, true",
    "'skip16x4,pack=1', 100, 1, true",
    "'skip16x4,pack=1', 104, 2, true",
    "'skip16x4,pack=1', 100, 3, false",
    "'skip16x4', 100, 2, false",
    "'skip64x4,pack=1,wgt_depth=16', 100, 2, true"
  })
  void weightsWithTwoOfFourArePacked(String hardware, int width, int most, boolean packed) {
    SealedProgram program = network(width, most);
    for (int rows : new int[] {1, 23}) {
      Schedule schedule = Builds.schedule(program, hardware, rows);
      Map<String, Tensor> inputs = inputs(rows, width);
      assertEquals(Interpreter.run(program.program(), inputs), Builds.run(schedule, inputs));
      assertEquals(
          packed, products(schedule).stream().anyMatch(p -> p.weights().index().isPresent()));
      assertEquals(
          packed, schedule.notes().stream().anyMatch(note -> note.contains("packed weights")));
      long loads =
          schedule.kernel().program().commands().stream()
              .filter(c -> c instanceof Command.Load load && load.target() == Memory.INDEX)
              .count();
      assertEquals(packed, loads > 0);
    }
  }

  @Test
  void packedWeightsTakeHalfTheCycles() {
    SealedProgram program = network(768, 2);
    long packed = array(Builds.schedule(program, "skip16x4,pack=1", 64));
    long dense = array(Builds.schedule(program, "skip16x4", 64));
    assertTrue(packed * 1.9 < dense, packed + " of " + dense);
  }

  private static long array(Schedule schedule) {
    return schedule.prediction().busyCycles().getOrDefault(Unit.MAC, 0L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"skip16x4,pack=1", "skip16x4,pack=1,wgt_depth=24"})
  void theSimulatedArrayGivesTheBitsInThePredictedCycles(String hardware) throws IOException {
    Simulations.check(folder, network(WIDTH, 2), hardware, 17, inputs(17, WIDTH));
  }

  @Test
  void icarusGivesTheSameBits() throws IOException {
    SealedProgram program = network(WIDTH, 2);
    Schedule schedule = Builds.schedule(program, "skip16x4,pack=1", 5);
    Simulations.write(folder, schedule);
    RunReport report =
        IcarusProgramRun.run(
            Manifest.read(folder.resolve("manifest.json")), Simulations.tensors(inputs(5, WIDTH)));
    assertEquals(
        Simulations.tensors(Interpreter.run(program.program(), inputs(5, WIDTH))),
        report.outputs());
    assertEquals(schedule.prediction().totalCycles(), report.cycles());
  }

  @Test
  void textAndWordsOfACommandKeepTheIndex() {
    Schedule schedule = Builds.schedule(network(WIDTH, 2), "skip16x4,pack=1", 5);
    CommandProgram program = schedule.kernel().program();
    assertEquals(
        program, CommandParser.parse(SourceFile.of("packed.cmd", CommandPrinter.print(program))));
    for (Command.Gemm gemm : products(schedule)) {
      CommandWord word = CommandFormat.encode(gemm);
      assertEquals(gemm, CommandFormat.decode(word));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'pack=1'       | 'pack=0'       | takes no packed weights",
        "'wgt_zero=0'   | 'wgt_zero=1'   | count from zero",
        "'decode=false' | 'decode=true'  | codes that stand for themselves",
        "' index=0 '    | ' index=2047 ' | is outside the 2048 words of the memory"
      })
  void whatPackedWeightsCannotBeIsAFault(String from, String to, String fault) {
    Schedule schedule = Builds.schedule(network(WIDTH, 2), "skip16x4,pack=1", 5);
    String text = CommandPrinter.print(schedule.kernel().program());
    assertTrue(text.contains(from), text);
    CommandProgram changed =
        CommandParser.parse(SourceFile.of("packed.cmd", text.replace(from, to)));
    List<String> faults = CommandVerifier.faults(changed);
    assertTrue(faults.stream().anyMatch(found -> found.contains(fault)), faults.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"edge8,pack=1", "edge8x8,pack=1", "skip16x4,lanes=2,pack=1", "edge,pack=2"})
  void anArrayThatCannotTakeThemIsNamed(String hardware) {
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> HardwareOption.parse(hardware));
    assertTrue(fault.toString().contains("pack"), fault.toString());
  }
}
