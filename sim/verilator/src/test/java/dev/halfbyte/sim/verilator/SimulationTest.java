package dev.halfbyte.sim.verilator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private final Model ports = Designs.model("ports");

  @Test
  void portsOfEveryStorageSizeCarryAllTheirBits() {
    try (Simulation simulation = ports.open()) {
      simulation.signal("small_i").set(5);
      simulation.signal("half_i").set(0xabc);
      simulation.signal("word_i").set(0x1234_5678);
      simulation.signal("long_i").set(0x0123_4567_89ab_cdefL);
      simulation.signal("under__score_i").set(1);
      simulation.signal("operator").set(6);
      simulation.settle();
      assertEquals(2, simulation.signal("small_o").get());
      assertEquals(0x543, simulation.signal("half_o").get());
      assertEquals(0x6dcb_a987L, simulation.signal("word_o").get());
      assertEquals(0xfedc_ba98_7654_3210L, simulation.signal("long_o").get());
      assertEquals(0, simulation.signal("under__score_o").get());
      assertEquals(6, simulation.signal("template").get());
    }
  }

  @Test
  void widePortsAreArraysOfWordsAndDropSpareBits() {
    try (Simulation simulation = ports.open()) {
      simulation.signal("wide_i").setWords(0x0000_ffff, 0x1234_5678, 0, -1);
      simulation.settle();
      assertArrayEquals(
          new int[] {0xffff_0000, ~0x1234_5678, -1, 0}, simulation.signal("wide_o").words());
    }
  }

  @Test
  void parametersChangeTheWidthOfPorts() {
    Model narrow =
        Designs.cache().build(Designs.design("ports").with("WIDE", 65), BuildOptions.standard());
    assertEquals(65, narrow.port("wide_i").orElseThrow().width());
    assertEquals(20, narrow.port("packed_i").orElseThrow().width());
    try (Simulation simulation = narrow.open()) {
      simulation.signal("wide_i").setWords(0, 0, -1);
      simulation.signal("packed_i").set(0b00000_10110_00000_00000L);
      simulation.settle();
      assertArrayEquals(new int[] {-1, -1, 0}, simulation.signal("wide_o").words());
      assertEquals(0b10110, simulation.signal("packed_o").get());
    }
  }

  @Test
  void aBatchRunsExactlyItsCyclesOrStopsAtTheCondition() {
    try (Simulation simulation = ports.open()) {
      simulation.reset(3);
      simulation.step(100);
      assertEquals(100, simulation.signal("cycles_o").get());
      RunResult result = simulation.run(1000, new StopCondition.PortEquals("cycles_o", 250));
      assertEquals(new RunResult(RunResult.Reason.PORT_EQUALS, 150), result);
      assertEquals(
          new RunResult(RunResult.Reason.MAX_CYCLES, 7),
          simulation.run(7, new StopCondition.PortEquals("cycles_o", 3)));
      assertEquals(260, simulation.cycles());
    }
  }

  @Test
  void instancesOfOneModelShareNothing() {
    try (Simulation one = ports.open();
        Simulation other = ports.open()) {
      one.reset(1);
      other.reset(1);
      one.step(10);
      other.step(4);
      assertEquals(10, one.signal("cycles_o").get());
      assertEquals(4, other.signal("cycles_o").get());
    }
  }

  @Test
  void instancesRunInThreadsOfTheirOwn() throws InterruptedException, ExecutionException {
    List<Callable<Long>> tasks = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      long cycles = i * 10_000L;
      tasks.add(() -> cyclesCounted(cycles));
    }
    List<Long> counted = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      for (Future<Long> future : executor.invokeAll(tasks)) {
        counted.add(future.get());
      }
    }
    assertEquals(List.of(10_000L, 20_000L, 30_000L, 40_000L), counted);
  }

  private long cyclesCounted(long cycles) {
    try (Simulation simulation = ports.open()) {
      simulation.reset(1);
      for (int i = 0; i < 100; i++) {
        simulation.step(cycles / 100);
      }
      return simulation.signal("cycles_o").get();
    }
  }

  @Test
  void unsetRegistersFollowTheSeed() {
    assertEquals(unset(1), unset(1));
    assertNotEquals(unset(1), unset(2));
  }

  private long unset(int seed) {
    try (Simulation simulation = ports.open(SimulationOptions.standard().withSeed(seed))) {
      simulation.reset(1);
      return simulation.signal("unset_o").get();
    }
  }

  @Test
  void wrongNamesDirectionsAndWidthsAreNamed() {
    try (Simulation simulation = ports.open()) {
      assertFailure("has no port nothing", () -> simulation.signal("nothing"));
      assertFailure("output", () -> simulation.signal("small_o").set(1));
      assertFailure("100 bits", () -> simulation.signal("wide_i").set(1));
      assertFailure("4 words", () -> simulation.signal("wide_i").setWords(1));
      assertFailure("s_axis_tdata", () -> simulation.source("s_axis_", Stalls.none()));
      assertFailure("64 bits", () -> simulation.run(1, new StopCondition.PortEquals("wide_o", 0)));
    }
    assertFailure(
        "no port clock", () -> ports.open(SimulationOptions.standard().withClock("clock")));
  }

  @Test
  void aClosedInstanceIsRefusedAndClosingTwiceIsHarmless() {
    Simulation simulation = ports.open();
    Signal signal = simulation.signal("small_i");
    simulation.close();
    simulation.close();
    assertThrows(IllegalStateException.class, () -> signal.set(1));
    assertThrows(IllegalStateException.class, () -> simulation.step(1));
  }

  private static void assertFailure(String text, org.junit.jupiter.api.function.Executable body) {
    SimulationFailure failure = assertThrows(SimulationFailure.class, body);
    assertEquals(FailureCode.PORT_MISMATCH, failure.code());
    assertTrue(failure.getMessage().contains(text), failure.getMessage());
  }
}
