package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.ModelCache;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivityTest {
  @TempDir Path folder;
  private ToyBuild build;

  @BeforeEach
  void makeBuild() throws IOException {
    build = ToyBuild.in(folder.resolve("build"));
  }

  @Test
  void eachCommandIsASliceOfItsUnit() throws IOException {
    RunReport report = run(RunOptions.standard().withActivity());
    Activity activity = report.activity().orElseThrow();
    assertEquals(List.of("copy", "drop"), List.copyOf(activity.units().sequencedKeySet()));
    assertEquals(
        List.of(new Activity.Slice(new Interval(0, 2), 0, 0)), activity.units().get("drop"));
    assertEquals(
        List.of(new Activity.Slice(new Interval(4, 9), 48, 0)), activity.units().get("copy"));
    assertEquals(List.of(), activity.waiting());
    assertEquals(List.of(), activity.starved());
    assertEquals(12, report.cycles());
  }

  @Test
  void starvedCyclesAreThoseOfTheCounterWhateverTheStalls() throws IOException {
    RunReport report = run(RunOptions.standard().withActivity().withStalls(3, 0.5));
    Activity activity = report.activity().orElseThrow();
    long starved = Interval.cycles(activity.starved());
    assertTrue(starved > 0);
    assertEquals(report.counters().get("in_starved"), starved);
    assertEquals(48, activity.units().sequencedValues().getFirst().getFirst().macs());
    long last = activity.units().sequencedValues().getFirst().getFirst().busy().last();
    assertEquals(report.cycles() - 3, last, "then the command ends, and END is read");
  }

  @Test
  void whoDoesNotAskGetsNone() throws IOException {
    assertEquals(Optional.empty(), run(RunOptions.standard()).activity());
  }

  @Test
  void aBuildWithoutProbesOrWithWrongOnesIsTold() throws IOException {
    build.json().getAsJsonObject("probes").addProperty("products", "no_such");
    assertFailure(FailureCode.PORT_MISMATCH, "no_such");
    build.json().getAsJsonObject("probes").addProperty("products", "a\" b");
    assertFailure(FailureCode.MANIFEST_INVALID, "is not the name of a variable");
    build.json().getAsJsonObject("probes").addProperty("products", "products");
    JsonArray units = build.json().getAsJsonObject("probes").getAsJsonArray("units");
    units.add("drop");
    assertFailure(FailureCode.MANIFEST_INVALID, "holds a name twice");
    build.json().remove("probes");
    assertFailure(FailureCode.MANIFEST_INVALID, "no `probes`");
  }

  private void assertFailure(FailureCode code, String words) {
    SimulationFailure failure =
        assertThrows(SimulationFailure.class, () -> run(RunOptions.standard().withActivity()));
    assertEquals(code, failure.code());
    assertTrue(failure.getMessage().contains(words), failure.getMessage());
  }

  private RunReport run(RunOptions options) throws IOException {
    return AcceleratorRun.of(Manifest.read(build.write()), ModelCache.in(ToyBuild.CACHE))
        .run(List.of(AcceleratorRunTest.input()), options);
  }
}
