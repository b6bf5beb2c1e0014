package dev.halfbyte.sim.verilator;

import java.nio.file.Path;

/// A process that builds one design in the standard cache, runs it, and prints what it found.
final class CacheWorker {
  private CacheWorker() {}

  public static void main(String[] arguments) {
    ModelCache cache = ModelCache.standard();
    Model model =
        cache.build(Design.of(arguments[0], Path.of(arguments[1])), BuildOptions.standard());
    try (Simulation simulation = model.open()) {
      simulation.reset(1);
      simulation.step(5);
      System.out.println(model.library() + " ran " + simulation.cycles());
    }
  }
}
