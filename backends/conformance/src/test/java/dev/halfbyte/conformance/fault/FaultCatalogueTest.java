package dev.halfbyte.conformance.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class FaultCatalogueTest {
  private static final Path ROOT = Path.of(System.getProperty("halfbyte.root"));
  private static final int LEAST_CLASSES = 30;
  private static final int LEAST_DOUBLES = 5;

  /// A class that fits nowhere would no longer be tried.
  @Test
  void everyPatchFitsTheSources() throws IOException {
    for (FaultClass kind : FaultCatalogue.classes()) {
      for (Patch patch : kind.patches()) {
        String text = Files.readString(ROOT.resolve(patch.file()));
        List<Site> sites = patch.sites(text);
        assertFalse(sites.isEmpty(), kind.name() + " does not fit " + patch.file());
        sites.forEach(site -> assertFalse(site.patched().equals(text), kind.name()));
      }
    }
  }

  @Test
  void namesAreUniqueAndEveryAreaHasClasses() {
    List<FaultClass> classes = FaultCatalogue.classes();
    Set<String> names = classes.stream().map(FaultClass::name).collect(Collectors.toSet());
    assertEquals(classes.size(), names.size());
    assertTrue(classes.size() >= LEAST_CLASSES);
    assertTrue(FaultCatalogue.doubles().size() >= LEAST_DOUBLES);
    assertEquals(
        EnumSet.allOf(Area.class), EnumSet.copyOf(classes.stream().map(FaultClass::area).toList()));
  }

  @Test
  void anInstanceOfTwoClassesChangesTheSourcesTwice() throws IOException {
    List<FaultClass> pair =
        List.of(
            FaultCatalogue.named("clamp-bound").orElseThrow(),
            FaultCatalogue.named("rounding-half").orElseThrow());
    for (PlantedFault fault : new Sources(ROOT).instances(pair, 1)) {
      assertEquals(2, fault.sites().size());
      Site second = fault.sites().get(1);
      assertEquals(fault.sites().getFirst().patched(), second.text());
    }
  }

  @Test
  void seedsChooseOtherPlaces() throws IOException {
    List<FaultClass> kind = List.of(FaultCatalogue.named("zero-point").orElseThrow());
    Sources sources = new Sources(ROOT);
    Set<String> first =
        java.util.stream.LongStream.range(0, 20)
            .mapToObj(seed -> firstPlace(sources, kind, seed))
            .collect(Collectors.toSet());
    assertEquals(3, first.size());
    assertEquals(firstPlace(sources, kind, 7), firstPlace(sources, kind, 7));
  }

  private static String firstPlace(Sources sources, List<FaultClass> kind, long seed) {
    try {
      return sources.instances(kind, seed).getFirst().places();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
