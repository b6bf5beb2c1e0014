package dev.halfbyte.sim.verilator;

import java.nio.file.Path;

/// The designs of these tests, and a cache under the build folder that all of them share.
final class Designs {
  static final Path CACHE =
      Path.of(System.getProperty("halfbyte.root"), "sim/verilator/target/model-cache");

  private Designs() {}

  static Path source(String name) {
    return Path.of(
        System.getProperty("halfbyte.root"),
        "sim/verilator/src/test/resources/designs",
        name + ".sv");
  }

  static Design design(String name) {
    return Design.of(name, source(name));
  }

  static ModelCache cache() {
    return ModelCache.in(CACHE);
  }

  static Model model(String name) {
    return cache().build(design(name), BuildOptions.standard());
  }
}
