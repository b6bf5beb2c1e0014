package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The formulas on programs small enough to count by hand; AcceleratorTest holds them to the RTL.
class TimingTest {
  private static final Epilogue EPILOGUE =
      new Epilogue(Destination.RES, 0, 0, 0, 1, Optional.empty(), Optional.empty());

  private final Timing timing = new Timing(AcceleratorConfig.edge8x8());

  @Test
  void busyCyclesFollowTheirFormula() {
    assertEquals(2 * 10 + 1, timing.busyCycles(new Command.Load(Memory.RES, 0, 10, Set.of())));
    assertEquals(10 + 3, timing.busyCycles(new Command.Store(Memory.ACT, 0, 10, true, Set.of())));
    assertEquals(
        5 + 7,
        timing.busyCycles(new Command.Elementwise(Memory.ACT, 0, true, 0, 5, EPILOGUE, Set.of())));
    assertEquals(2 * 20 + 20 + 8 + 8, timing.busyCycles(gemm(20, 3)));
    assertEquals(2 * 8 + 3 + 8 + 8, timing.busyCycles(gemm(3, 3)), "a short k waits for the drain");
    assertEquals(0, timing.busyCycles(new Command.End()));
  }

  @Test
  void anEmptyProgramTakesTwoCycles() {
    Prediction prediction = timing.predict(List.of(new Command.End()));
    assertEquals(2, prediction.totalCycles());
    assertEquals(0, prediction.waitCycles());
  }

  @Test
  void commandsOverlapUnlessTheyShareOrWait() {
    Command load = new Command.Load(Memory.WGT, 0, 10, Set.of());
    Command waiting =
        Command.Gemm.block(0, true, false, 0, 0, 20, 1, 1, EPILOGUE, Set.of(Unit.LOAD));
    Prediction prediction =
        timing.predict(List.of(load, waiting, load, waiting, new Command.End()));
    // LOAD issues in 1, frees in 13; GEMM takes 36, so the second waits for the array until 50.
    assertEquals(List.of(1L, 13L, 14L, 50L, 87L), prediction.issueCycles());
    assertEquals(88, prediction.totalCycles());
    assertEquals(22, prediction.busyCycles().get(Unit.LOAD));
    assertEquals(72, prediction.busyCycles().get(Unit.MAC));
    assertEquals(2 * 20 * 64, prediction.macs());
    assertEquals(88 - 1 - 5, prediction.waitCycles());
  }

  private static Command gemm(int kWords, int rowBlocks) {
    return Command.Gemm.block(0, true, false, 0, 0, kWords, rowBlocks, 1, EPILOGUE, Set.of());
  }
}
