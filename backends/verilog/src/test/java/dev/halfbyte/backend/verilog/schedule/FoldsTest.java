package dev.halfbyte.backend.verilog.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.backend.verilog.HardwareOption;
import dev.halfbyte.backend.verilog.bind.AttentionTasks;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys behind the last whole tile of columns.
class FoldsTest {
  private static final int HEADS = 3;
  private static final int CHANNELS = 64;

  /// @param folded keys that are folded
  @ParameterizedTest
  @CsvSource({
    "edge, 64, 0",
    "edge, 65, 1",
    "edge, 72, 8",
    "edge, 73, 0",
    "'edge,cols=32', 39, 7",
    "edge8, 65, 0",
    "edge16, 19, 3"
  })
  void fewKeysBehindWholeTilesAreFolded(String hardware, int tokens, int folded) {
    AcceleratorConfig config = HardwareOption.parse(hardware);
    List<Command.Gemm> products = products(config, tokens);
    List<Command.Gemm> written = products.stream().filter(p -> p.output().folded()).toList();
    List<Command.Gemm> read = products.stream().filter(p -> p.weights().folded()).toList();
    assertEquals(
        folded * HEADS * CHANNELS / config.cols(),
        written.stream().mapToInt(p -> p.act().blocks() * p.weights().count()).sum());
    assertEquals(
        folded == 0 ? 0 : HEADS * tokens, read.stream().mapToInt(p -> p.act().blocks()).sum());
    assertTrue(read.stream().allMatch(p -> p.weights().count() == 1));
  }

  private static List<Command.Gemm> products(AcceleratorConfig config, int tokens) {
    return Scheduler.schedule(AttentionTasks.block(config, tokens, HEADS, CHANNELS), config)
        .kernel()
        .program()
        .commands()
        .stream()
        .filter(Command.Gemm.class::isInstance)
        .map(Command.Gemm.class::cast)
        .toList();
  }
}
