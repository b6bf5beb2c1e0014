package dev.halfbyte.backend.verilog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.bind.AttentionTasks;
import dev.halfbyte.backend.verilog.cmd.CommandInterpreter;
import dev.halfbyte.backend.verilog.cmd.HostCodec;
import dev.halfbyte.backend.verilog.schedule.Scheduler;
import dev.halfbyte.backend.verilog.schedule.Scheduler.Schedule;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks of a transformer whose matrices do not fit: what goes to the DRAM and comes back gives
/// the outputs of hardware with room for all of it, in the predicted cycles.
class SpillSimulationTest {
  private static final int TOKENS = 24;
  private static final int HEADS = 2;
  private static final int CHANNELS = 64;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "res_depth=512,res_side_depth=512",
        "act_depth=1024,act_side_depth=1024,res_depth=600,res_side_depth=400"
      })
  void spilledMatricesGiveTheOutputsOfLargerHardware(String memories) throws IOException {
    Map<String, Tensor> inputs = Map.of("x", SampleNetwork.data(6, TOKENS, HEADS * CHANNELS));
    Schedule roomy = schedule("edge16");
    Schedule small = schedule("edge16,dram=1," + memories);
    List<Command> commands = small.kernel().program().commands();
    assertTrue(commands.stream().anyMatch(c -> c instanceof Command.Store && c.dram().isPresent()));
    assertEquals(Builds.run(roomy, inputs), Builds.run(small, inputs));
    byte[] in = new HostCodec(small.kernel()).streamIn(inputs);
    Simulations.check(
        folder,
        new Schedule(
            small.kernel(), CommandInterpreter.run(small.kernel(), in).prediction(), 1, List.of()),
        inputs);
  }

  private static Schedule schedule(String hardware) {
    AcceleratorConfig config = HardwareOption.parse(hardware);
    return Scheduler.schedule(AttentionTasks.block(config, TOKENS, HEADS, CHANNELS), config);
  }
}
