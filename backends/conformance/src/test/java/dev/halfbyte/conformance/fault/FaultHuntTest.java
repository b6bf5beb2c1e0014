package dev.halfbyte.conformance.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two mistakes are planted and found, by processes of their own.
final class FaultHuntTest {
  @Test
  void plantedFaultsAreFoundAndSmall(@TempDir Path folder)
      throws IOException, InterruptedException {
    FaultHunt.Options options =
        new FaultHunt.Options(
            Path.of(System.getProperty("halfbyte.root")), folder, 1, OptionalLong.of(1500), false);
    List<String> told = new ArrayList<>();
    List<Sighting> sightings =
        new FaultHunt(options, sighting -> told.add(sighting.name()))
            .run(List.of(named("zero-point"), named("compared-nan")));
    assertEquals(List.of("unpatched jvm", "zero-point", "compared-nan"), told);
    sightings.forEach(sighting -> assertTrue(sighting.isGood(), sighting.toString()));
  }

  private static List<FaultClass> named(String name) {
    return List.of(FaultCatalogue.named(name).orElseThrow());
  }
}
