package dev.halfbyte.sim.verilator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static Model model(String... watchable) {
    return Designs.cache()
        .build(
            Designs.design("stream_fifo"),
            BuildOptions.standard().withWatchable(List.of(watchable)));
  }

  @Test
  void changesOfPortsAndVariablesCarryTheCycleInWhichRegistersSeeThem() {
    try (Simulation simulation = model("level").open()) {
      Watch level = simulation.watch("level");
      Watch ready = simulation.watch("s_axis_tready");
      simulation.reset(3);
      StreamSource source = simulation.source("s_axis_", Stalls.none());
      simulation.step(2);
      source.push(1, 2, 3, 4, 5);
      simulation.step(20);
      ValueChanges levels = level.changes();
      assertEquals(
          List.of("3:0", "6:1", "7:2", "8:3", "9:4"),
          describe(levels),
          "the first beat is taken in cycle 5; reset has no changes");
      assertEquals(List.of("3:1", "9:0"), describe(ready.changes()));
      assertEquals(0, levels.at(2));
      assertEquals(0, levels.at(5));
      assertEquals(3, levels.at(8));
      assertEquals(4, levels.at(1000));
    }
  }

  @Test
  void whatTheModelDoesNotKeepIsACodedError() {
    try (Simulation simulation = model().open()) {
      assertMismatch(simulation, "level");
    }
    try (Simulation simulation = model("level", "no_such_variable").open()) {
      assertMismatch(simulation, "no_such_variable");
      assertMismatch(simulation, "mem");
      assertMismatch(simulation, "level ");
    }
    SimulationFailure name = assertThrows(SimulationFailure.class, () -> model("a\" -var \"b"));
    assertEquals(FailureCode.DESIGN_INVALID, name.code());
  }

  private static void assertMismatch(Simulation simulation, String name) {
    SimulationFailure failure = assertThrows(SimulationFailure.class, () -> simulation.watch(name));
    assertEquals(FailureCode.PORT_MISMATCH, failure.code());
    assertTrue(failure.getMessage().contains(name), failure.getMessage());
  }

  private static List<String> describe(ValueChanges changes) {
    List<String> text = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      text.add(changes.cycle(i) + ":" + changes.value(i));
    }
    return text;
  }
}
