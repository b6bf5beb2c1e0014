package dev.halfbyte.backend.verilog.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Unit;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergeTest {
  private static final AcceleratorConfig CONFIG = AcceleratorConfig.preset("edge").orElseThrow();
  private static final int DRAIN = CONFIG.drainWords();
  private static final int STRIDE = 48;

  /// From the formulas of [Destination]: where the tiles behind the first two go.
  @ParameterizedTest
  @CsvSource({"ACT, 32", "RES, 32", "WGT_COLUMNS, 32", "WGT_ROWS, 400"})
  void neighbouringTilesBecomeOneCommand(Destination destination, int output) {
    Command first = gemm(destination, 100, 2, 10, 1000, Set.of());
    Command second =
        gemm(destination, 100 + 2 * STRIDE, 3, 10 + 2 * DRAIN, 1000 + output, Set.of());
    assertEquals(
        Optional.of(gemm(destination, 100, 5, 10, 1000, Set.of())),
        new Merge(CONFIG).of(first, second));
    assertEquals(Optional.empty(), new Merge(CONFIG).of(second, first));
  }

  @Test
  void whatWaitsOrLeavesAGapStaysApart() {
    Command first = gemm(Destination.ACT, 0, 1, 0, 0, Set.of());
    Command waiting = gemm(Destination.ACT, STRIDE, 1, DRAIN, DRAIN, Set.of(Unit.LOAD));
    Command apart = gemm(Destination.ACT, STRIDE + 1, 1, DRAIN, DRAIN, Set.of());
    assertEquals(Optional.empty(), new Merge(CONFIG).of(first, waiting));
    assertEquals(Optional.empty(), new Merge(CONFIG).of(first, apart));
  }

  @Test
  void blockArraysTakeOneTileACommand() {
    Command first = gemm(Destination.ACT, 0, 1, 0, 0, Set.of());
    Command second = gemm(Destination.ACT, STRIDE, 1, DRAIN, DRAIN, Set.of());
    AcceleratorConfig block = AcceleratorConfig.preset("row64x4").orElseThrow();
    assertEquals(Optional.empty(), new Merge(block).of(first, second));
  }

  private static Command gemm(
      Destination destination, int weights, int tiles, int par, int output, Set<Unit> waits) {
    return new Command.Gemm(
        new Command.Gemm.Rows(0, STRIDE, 7, true, false),
        new Command.Gemm.Tiles(weights, STRIDE, tiles, 0),
        STRIDE,
        par,
        Optional.empty(),
        new Command.Gemm.Output(200, 0),
        new Epilogue(destination, output, 0, -8, 7, Optional.empty(), Optional.empty()),
        waits);
  }
}
