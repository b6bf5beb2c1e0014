package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Samples;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.sim.verilator.ModelCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// How fast the whole accelerator is simulated, and how long its model takes to build.
final class SpeedFigures {
  private static final int TOKENS = 197;
  private static final int WIDTH = 192;
  private static final int RUNS = 3;

  private final Rtl rtl;

  SpeedFigures(Rtl rtl) {
    this.rtl = rtl;
  }

  List<Figure> measure() {
    Samples builds = new Samples("model of hb_accel, built cold", "s", builds());
    return List.of(
        Figure.of("speed", builds).atMost(6),
        Figure.of("speed", "cycles of hb_accel in a second of a core", cycles(), "/s")
            .atLeast(1_200_000));
  }

  /// Seconds of builds into an empty cache each: tools, runtime and model.
  private List<Double> builds() {
    return Stream.generate(this::build).limit(RUNS).toList();
  }

  private double build() {
    try {
      Path empty = Files.createTempDirectory("halfbyte-bench-");
      try {
        long begin = System.nanoTime();
        new Engine(new Rtl(rtl.folder(), ModelCache.in(empty)));
        return (System.nanoTime() - begin) / 1e9;
      } finally {
        AtomicFiles.delete(empty);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The best of some runs.
  private double cycles() {
    Engine engine = new Engine(rtl);
    Random random = new Random(4);
    Codes act = Codes.withZeros(random, TOKENS, 4 * WIDTH, 0.3, 1);
    Codes weights = Codes.withoutZeros(random, 4 * WIDTH, WIDTH, 4);
    double best = 0;
    for (int i = 0; i < RUNS; i++) {
      Engine.Run run = new EngineProduct(engine, Numbers.signed4(), act, weights).simulate().run();
      best = Math.max(best, run.cycles() / run.cpuSeconds());
    }
    return best;
  }
}
