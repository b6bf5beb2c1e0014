package dev.halfbyte.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Replays what fuzzing has found and what it starts from, without the fuzzer.
class FuzzReplayTest {
  private static final Path ROOT = Path.of(System.getProperty("halfbyte.root"));
  private static final Duration MOST = Duration.ofSeconds(30);
  private static final int EXTREMES = 50;

  @TestFactory
  Stream<DynamicTest> whatOnceFailedHolds() {
    return Arrays.stream(FuzzTarget.values())
        .flatMap(target ->
            Inputs.of(ROOT, target).stream()
                .map(file ->
                    dynamicTest(
                        target.label() + " " + file.getFileName(),
                        () -> replay(target, Files.readAllBytes(file)))));
  }

  @TestFactory
  Stream<DynamicTest> seedsHold() {
    return Arrays.stream(FuzzTarget.values())
        .map(target ->
            dynamicTest(
                target.label(),
                () -> {
                  List<byte[]> seeds = Seeds.of(target);
                  assertFalse(seeds.isEmpty());
                  seeds.forEach(seed -> replay(target, seed));
                }));
  }

  @TestFactory
  Stream<DynamicTest> seedsWithNumbersAtTheEdgeOfTypesHold() {
    return Arrays.stream(FuzzTarget.values())
        .map(target ->
            dynamicTest(
                target.label(),
                () ->
                    Extremes.of(target, Seeds.of(target), EXTREMES, 1)
                        .forEach(input -> replay(target, input))));
  }

  private static void replay(FuzzTarget target, byte[] input) {
    assertTimeoutPreemptively(MOST, () -> target.run(input));
  }

  @Test
  void everyFolderOfInputsHasATarget() {
    List<Path> known =
        Arrays.stream(FuzzTarget.values()).map(target -> Inputs.folder(ROOT, target)).toList();
    for (Path folder : Inputs.folders(ROOT)) {
      assertTrue(known.contains(folder), folder + " belongs to no target");
    }
  }

  @Test
  void thePlantedCrashIsThere() {
    byte[] input = "kernel qqqq[ ]".getBytes(StandardCharsets.UTF_8);
    IllegalStateException planted =
        assertThrows(IllegalStateException.class, () -> PlantedCrash.fuzzerTestOneInput(input));
    assertEquals(PlantedCrash.MESSAGE, planted.getMessage());
    PlantedCrash.fuzzerTestOneInput("kernel qqqr[ ]".getBytes(StandardCharsets.UTF_8));
  }
}
