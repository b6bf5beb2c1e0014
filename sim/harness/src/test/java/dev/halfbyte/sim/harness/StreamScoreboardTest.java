package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.halfbyte.sim.verilator.BuildOptions;
import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.Model;
import dev.halfbyte.sim.verilator.ModelCache;
import dev.halfbyte.sim.verilator.Simulation;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.Stalls;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The design counts ones: 1, 3, 7 go in, 1, 2, 3 come out.
class StreamScoreboardTest {
  private static final Path SOURCE = ToyBuild.ROOT.resolve("sim/docs/example/popcount_stream.sv");

  private final Model model =
      ModelCache.in(ToyBuild.CACHE)
          .build(Design.of("popcount_stream", SOURCE), BuildOptions.standard());

  @Test
  void whatIsExpectedPasses() {
    verify(scoreboard -> {
      scoreboard.expect(1, 2);
      scoreboard.expectPacket(3);
    });
  }

  @Test
  void aWrongBeatIsNamed() {
    assertMismatch("beat 1 is 0x2, expected 0x9", scoreboard -> scoreboard.expectPacket(1, 9, 3));
  }

  @Test
  void missingAndSurplusBeatsAreNamed() {
    assertMismatch(
        "only 3 of 4 beats came",
        scoreboard -> {
          scoreboard.expectPacket(1, 2, 3);
          scoreboard.expect(4);
        });
    assertMismatch("beat 2 came on top: 0x3", scoreboard -> scoreboard.expect(1, 2));
  }

  @Test
  void packetBoundsAreCompared() {
    assertMismatch("beat 2 carries TLAST", scoreboard -> scoreboard.expect(1, 2, 3));
    assertMismatch(
        "beat 0 lacks TLAST",
        scoreboard -> {
          scoreboard.expectPacket(1);
          scoreboard.expectPacket(2, 3);
        });
  }

  private void verify(Consumer<StreamScoreboard> expectation) {
    try (Simulation simulation = model.open()) {
      StreamScoreboard scoreboard = new StreamScoreboard(simulation.sink("m_axis_", Stalls.none()));
      expectation.accept(scoreboard);
      simulation.reset(2);
      simulation.source("s_axis_", Stalls.none()).pushPacket(1, 3, 7);
      simulation.step(10);
      scoreboard.verify();
    }
  }

  private void assertMismatch(String text, Consumer<StreamScoreboard> expectation) {
    SimulationFailure failure = assertThrows(SimulationFailure.class, () -> verify(expectation));
    assertEquals(FailureCode.STREAM_MISMATCH, failure.code());
    assertEquals(text, failure.getMessage());
  }
}
