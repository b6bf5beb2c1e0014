package dev.halfbyte.backend.verilog.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.Builds;
import dev.halfbyte.backend.verilog.SampleNetwork;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.cmd.StreamIn;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchedulerTest {
  private static final SealedProgram BLOCK =
      SampleNetwork.feedForward(1, 32, 64, ElemType.U8, ElemType.S4);
  private static final SealedProgram DEIT_TINY =
      SampleNetwork.feedForward(1, 192, 768, ElemType.U8, ElemType.S4);

  @Test
  void weightsThatFitAreLoadedOnce() {
    Schedule schedule = Builds.schedule(BLOCK, "edge8x8,act_depth=800", 100);
    assertTrue(rows(schedule).size() > 1, "several chunks");
    assertEquals(8 + 4, loads(schedule, Memory.WGT).size());
  }

  @Test
  void weightsThatDoNotFitAreStreamedForEachChunk() {
    Schedule schedule = Builds.schedule(BLOCK, "edge8x8,act_depth=800,wgt_depth=130", 100);
    int chunks = rows(schedule).size();
    assertEquals(chunks * (8 + 4), loads(schedule, Memory.WGT).size());
  }

  /// In the long run the array waits for nothing: only start, ends of commands and the store show.
  @Test
  void streamingHidesBehindTheArray() {
    Schedule schedule = Builds.schedule(DEIT_TINY, "edge8x8", 197);
    long array = schedule.prediction().busyCycles().getOrDefault(Unit.MAC, 0L);
    long others = 197 / 8 * 192 * 4;
    assertTrue(
        schedule.prediction().totalCycles() < array + 2 * others + 2000,
        schedule.notes().toString());
    assertTrue(array > 0.97 * 192 * 768 * 2 * 200 / 64);
  }

  @ParameterizedTest
  @CsvSource({"16, 1", "128, 1", "197, 2", "512, 4"})
  void rowsAreCutIntoChunksOfAboutEqualSize(int tokens, int fewest) {
    List<Command.Load> loads = rows(Builds.schedule(DEIT_TINY, "edge8x8", tokens));
    assertTrue(loads.size() >= fewest);
    int blocks = loads.stream().mapToInt(load -> load.words() / 192).sum();
    assertEquals(Math.ceilDiv(tokens, 8), blocks);
    int most = loads.stream().mapToInt(Command.Load::words).max().orElseThrow();
    int least = loads.stream().mapToInt(Command.Load::words).min().orElseThrow();
    assertTrue(most - least <= 192 * loads.size(), "chunks are balanced");
  }

  /// Where an input takes as long as its product, its rows are loaded during the product of others.
  @Test
  void inputsAreDoubleBufferedWhereTheirLoadsWouldShow() {
    SealedProgram narrow = SampleNetwork.classifier(1, List.of(256, 24), ElemType.U8, ElemType.S4);
    Schedule schedule = Builds.schedule(narrow, "edge8x8", 256);
    List<Command.Load> loads = loads(schedule, Memory.ACT);
    assertTrue(loads.size() > 1, schedule.notes().toString());
    assertTrue(loads.get(0).base() != loads.get(1).base());
    long array = schedule.prediction().busyCycles().getOrDefault(Unit.MAC, 0L);
    assertTrue(schedule.prediction().totalCycles() < 1.25 * array, schedule.notes().toString());
  }

  @Test
  void largerImagesAreUsedWhereCommandsAreFew() {
    CommandProgram many = Builds.schedule(BLOCK, "edge8x8", 8).kernel().program();
    int enough = many.commands().size() - 4;
    CommandProgram few =
        Builds.schedule(BLOCK, "edge8x8,cmd_depth=" + enough, 8).kernel().program();
    assertTrue(few.commands().size() <= enough);
    assertTrue(few.images().size() < many.images().size());
  }

  @Test
  void tablesAreReloadedWhereSlotsAreFew() {
    SampleNetwork net = new SampleNetwork("tables", 2);
    var codes = net.encoding(ElemType.S8);
    var value = net.quantize(net.input("x", 16), codes);
    for (int layer = 0; layer < 3; layer++) {
      value = net.lookup(value, codes);
    }
    SealedProgram program = net.seal("y", net.dequantize(value));
    assertEquals(3, loads(Builds.schedule(program, "edge8x8,tables=1", 4), Memory.TABLE).size());
    assertEquals(
        6,
        loads(Builds.schedule(program, "edge8x8,tables=2,act_depth=20", 16), Memory.TABLE).size());
    assertEquals(
        3,
        loads(Builds.schedule(program, "edge8x8,tables=3,act_depth=20", 16), Memory.TABLE).size());
  }

  @Test
  void equalRequestsGiveEqualPrograms() {
    CommandProgram first = Builds.schedule(BLOCK, "edge8x8,act_depth=800", 50).kernel().program();
    CommandProgram second = Builds.schedule(BLOCK, "edge8x8,act_depth=800", 50).kernel().program();
    assertEquals(first, second);
  }

  @ParameterizedTest
  @CsvSource({
    "act_depth=90, ACT_DEPTH is 90",
    "res_depth=20, RES_DEPTH is 20",
    "wgt_depth=60, WGT_DEPTH is 60",
    "par_depth=6, PAR_DEPTH is 6",
    "cmd_depth=10, CMD_DEPTH is 10",
  })
  void whatDoesNotFitNamesTheParameter(String change, String words) {
    DiagnosticException thrown =
        assertThrows(
            DiagnosticException.class, () -> Builds.schedule(BLOCK, "edge8x8," + change, 64));
    Diagnostic diagnostic = thrown.diagnostics().getFirst();
    assertEquals(VerilogFault.DOES_NOT_FIT, diagnostic.code());
    assertTrue(diagnostic.message().contains(words), diagnostic.message());
    assertTrue(diagnostic.help().isPresent());
  }

  @Test
  void commandsAreLabelledWithTheOpTheyWorkFor() {
    CommandProgram program = Builds.schedule(BLOCK, "edge8x8", 8).kernel().program();
    int stream = 0;
    for (int i = 0; i < program.commands().size(); i++) {
      String label = program.labels().get(i);
      switch (program.commands().get(i)) {
        case Command.End _ -> assertEquals("", label);
        case Command.Load _ -> {
          if (program.streamIn().get(stream++) instanceof StreamIn.Input input) {
            assertEquals(input.input(), label);
          } else {
            assertEquals("requantize", label.replace("requantize_add", "requantize"));
          }
        }
        case Command.Store _ -> assertEquals(program.outputs().getFirst().name(), label);
        case Command.Gemm _, Command.Elementwise _, Command.Softmax _, Command.Norm _ ->
            assertTrue(!label.isEmpty());
      }
    }
  }

  private static List<Command.Load> rows(Schedule schedule) {
    return loads(schedule, Memory.RES);
  }

  private static List<Command.Load> loads(Schedule schedule, Memory memory) {
    return schedule.kernel().program().commands().stream()
        .filter(Command.Load.class::isInstance)
        .map(Command.Load.class::cast)
        .filter(load -> load.target() == memory)
        .toList();
  }
}
