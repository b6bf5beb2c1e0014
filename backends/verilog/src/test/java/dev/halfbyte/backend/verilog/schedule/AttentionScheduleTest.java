package dev.halfbyte.backend.verilog.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.HardwareOption;
import dev.halfbyte.backend.verilog.bind.AttentionTasks;
import dev.halfbyte.backend.verilog.bind.TaskGraph;
import dev.halfbyte.backend.verilog.cmd.CommandProgram;
import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks of a transformer, of which the verifier of command programs finds no hazard unordered.
class AttentionScheduleTest {

  /// 399 516 cycles are those of the products, the last five keys folded.
  @Test
  void aBlockOfDeitTinyKeepsTheArrayBusy() {
    Scheduler.Schedule schedule = schedule("edge", 197, 3);
    long total = schedule.prediction().totalCycles();
    long array = schedule.prediction().busyCycles().getOrDefault(Unit.MAC, 0L);
    assertTrue(array < 399_516 * 1.01, schedule.notes().toString());
    assertTrue(total < 399_516 * 1.03, schedule.notes().toString());
  }

  @Test
  void softmaxAndNormRunBesideTheArray() {
    Scheduler.Schedule schedule = schedule("edge", 197, 3);
    assertTrue(besideTheArray(schedule, Unit.SOFTMAX) > 0.9);
    assertTrue(besideTheArray(schedule, Unit.NORM) > 0.8);
  }

  /// Returns the share of the busy cycles of a unit in which the array is busy as well.
  private static double besideTheArray(Scheduler.Schedule schedule, Unit unit) {
    CommandProgram program = schedule.kernel().program();
    Prediction prediction = schedule.prediction();
    Timing timing = new Timing(program.config());
    boolean[] array = new boolean[Math.toIntExact(prediction.totalCycles()) + 1];
    long busy = 0;
    long both = 0;
    for (Unit pass : List.of(Unit.MAC, unit)) {
      for (int i = 0; i < program.commands().size(); i++) {
        Command command = program.commands().get(i);
        if (command.unit().filter(pass::equals).isPresent()) {
          int first = Math.toIntExact(prediction.issueCycles().get(i)) + 1;
          for (int cycle = first; cycle < first + timing.busyCycles(command); cycle++) {
            if (pass == Unit.MAC) {
              array[cycle] = true;
            } else {
              busy++;
              both += array[cycle] ? 1 : 0;
            }
          }
        }
      }
    }
    return (double) both / busy;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edge,act_side_depth=0,res_side_depth=0",
        "edge,wgt_depth=800",
        "edge,act_depth=12288,act_side_depth=1024,res_depth=10240,res_side_depth=1024",
        "edge16,act_depth=16384,res_depth=16384,wgt_depth=8192,cmd_depth=8192"
      })
  void smallerHardwareTakesMoreChunksOrWaits(String hardware) {
    long best = schedule("edge", 65, 3).prediction().totalCycles();
    // The search may end a little off the best, with more memory too.
    assertTrue(schedule(hardware, 65, 3).prediction().totalCycles() >= .99 * best);
  }

  /// Without a DRAM these are the faults of the test below.
  @ParameterizedTest
  @CsvSource({
    "'edge,res_depth=4096,res_side_depth=4096', 197, 3, 1.04",
    "edge, 197, 6, 1.04",
  })
  void matricesThatDoNotFitAreSpilledToADram(
      String hardware, int tokens, int heads, double longest) {
    assertThrows(DiagnosticException.class, () -> schedule(hardware, tokens, heads));
    Scheduler.Schedule spilled = schedule(hardware + ",dram=1", tokens, heads);
    assertTrue(spills(spilled) > 0);
    assertTrue(spilled.notes().getLast().endsWith("spilled to the DRAM"));
    long array = spilled.prediction().busyCycles().getOrDefault(Unit.MAC, 0L);
    assertTrue(spilled.prediction().totalCycles() < array * longest, spilled.notes().toString());
  }

  @Test
  void whatFitsIsNotSpilled() {
    assertEquals(0, spills(schedule("edge,dram=1", 65, 3)));
  }

  private static long spills(Scheduler.Schedule schedule) {
    return schedule.kernel().program().commands().stream()
        .filter(Command.Store.class::isInstance)
        .filter(command -> command.dram().isPresent())
        .count();
  }

  @Test
  void keysThatDoNotFitAreADiagnostic() {
    DiagnosticException fault =
        assertThrows(
            DiagnosticException.class,
            () -> schedule("edge,wgt_depth=256,wgt_side_depth=64", 197, 3));
    assertEquals(VerilogFault.DOES_NOT_FIT, fault.diagnostics().getFirst().code());
  }

  private static Scheduler.Schedule schedule(String hardware, int tokens, int heads) {
    AcceleratorConfig config = HardwareOption.parse(hardware);
    TaskGraph graph = AttentionTasks.block(config, tokens, heads, 64);
    return Scheduler.schedule(graph, config);
  }
}
