package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RtlLibraryTest {
  @Test
  void theLibraryIsTheSourceFolder() {
    Set<String> folder = new TreeSet<>();
    for (Path file : RtlSources.all()) {
      folder.add(file.getFileName().toString());
      assertEquals(RtlSources.text(file), RtlLibrary.text(file.getFileName().toString()));
    }
    Set<String> library = new TreeSet<>(RtlLibrary.files());
    library.addAll(RtlLibrary.blocks());
    assertEquals(folder, library);
    assertEquals(folder.size(), RtlLibrary.files().size() + RtlLibrary.blocks().size());
  }

  @Test
  void theAcceleratorComesWithWhatItInstantiatesAndNothingElse() {
    Set<String> instantiated = new TreeSet<>();
    RtlSources.of(RtlLibrary.TOP).forEach(file -> instantiated.add(file.getFileName().toString()));
    assertEquals(instantiated, new TreeSet<>(RtlLibrary.files()));
  }

  @Test
  void theModelOfTheDramIsTheTestbenchOfThatName() {
    assertEquals(
        RtlSources.text(RtlSources.testbench("tb_dram")), RtlLibrary.text(RtlLibrary.DRAM_MODEL));
  }

  @Test
  void thePackageComesFirst() {
    assertEquals("hb_pkg.sv", RtlLibrary.files().getFirst());
  }

  @Test
  void anUnknownFileIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> RtlLibrary.text("hb_none.sv"));
  }
}
