package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Figure;
import dev.halfbyte.bench.Sections;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.sim.verilator.ModelCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// `./dev bench rtl [--json FILE] [SECTION...]`: the figures of the accelerator.
public final class RtlBench {
  private RtlBench() {}

  /// Measures, prints the table and writes the file; the status is that of [Sections#run].
  public static int run(Path root, List<String> arguments) throws IOException {
    Path scratch = Files.createTempDirectory("halfbyte-bench-");
    try {
      Rtl rtl = new Rtl(root.resolve("rtl"), ModelCache.in(scratch));
      return new Sections("rtl", new LinkedHashMap<>(), sections(rtl)).run(arguments);
    } finally {
      AtomicFiles.delete(scratch);
    }
  }

  private static SequencedMap<String, Supplier<List<Figure>>> sections(Rtl rtl) {
    SequencedMap<String, Supplier<List<Figure>>> sections = new LinkedHashMap<>();
    sections.put("use", () -> new UseFigures(new Engine(rtl), baseline(rtl)).measure());
    sections.put(
        "skip",
        () -> new SkipFigures(new Engine(rtl), Engine.packing(rtl), baseline(rtl)).measure());
    sections.put("planes", () -> new AttentionFigures(rtl).planes());
    sections.put("softmax", () -> new AttentionFigures(rtl).codes());
    sections.put("block", () -> new BlockFigures(rtl).measure());
    sections.put("dram", () -> new DramFigures(rtl).measure());
    sections.put("area", () -> new AreaFigures(rtl).measure());
    sections.put("speed", () -> new SpeedFigures(rtl).measure());
    return sections;
  }

  private static OuterArray baseline(Rtl rtl) {
    return new OuterArray(rtl, 16, false);
  }
}
