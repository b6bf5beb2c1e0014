package dev.halfbyte.rtl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The modules of rtl/src with their promises, parameters and ports.
///
/// @param modules the modules, the top first
public record UnitCatalog(List<RtlModule> modules) {
  private static final String RESOURCE = "units.txt";

  public UnitCatalog {
    modules = List.copyOf(modules);
  }

  /// Reads the catalogue that belongs to this build.
  public static UnitCatalog load() {
    try (InputStream stream = UnitCatalog.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return UnitCatalogReader.read(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the module of this name.
  public Optional<RtlModule> module(String name) {
    return modules.stream().filter(module -> module.name().equals(name)).findFirst();
  }
}
