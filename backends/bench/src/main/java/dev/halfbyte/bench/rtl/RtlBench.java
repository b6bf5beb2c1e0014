package dev.halfbyte.bench.rtl;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.sim.verilator.ModelCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// `./dev bench rtl [--json FILE] [SECTION...]`: the figures of the accelerator.
public final class RtlBench {
  private static final int BAD = 2;

  private final Rtl rtl;
  private final SequencedMap<String, Supplier<List<Figure>>> sections = new LinkedHashMap<>();

  private RtlBench(Rtl rtl) {
    this.rtl = rtl;
    sections.put("use", () -> new UseFigures(new Engine(rtl), baseline()).measure());
    sections.put(
        "skip", () -> new SkipFigures(new Engine(rtl), Engine.packing(rtl), baseline()).measure());
    sections.put("planes", () -> new AttentionFigures(rtl).planes());
    sections.put("softmax", () -> new AttentionFigures(rtl).codes());
    sections.put("block", () -> new BlockFigures(rtl).measure());
    sections.put("dram", () -> new DramFigures(rtl).measure());
    sections.put("area", () -> new AreaFigures(rtl).measure());
    sections.put("speed", () -> new SpeedFigures(rtl).measure());
  }

  private OuterArray baseline() {
    return new OuterArray(rtl, 16, false);
  }

  /// Measures, prints the table and writes the file.
  ///
  /// @return 0 if every goal is reached, 1 if not or if an output is wrong, 2 for bad arguments
  public static int run(Path root, List<String> arguments) throws IOException {
    Optional<Path> json = Optional.empty();
    List<String> named = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).equals("--json") && i + 1 < arguments.size()) {
        i++;
        json = Optional.of(Path.of(arguments.get(i)));
      } else {
        named.add(arguments.get(i));
      }
    }
    Path scratch = Files.createTempDirectory("halfbyte-bench-");
    try {
      RtlBench bench = new RtlBench(new Rtl(root.resolve("rtl"), ModelCache.in(scratch)));
      for (String name : named) {
        if (!bench.sections.containsKey(name)) {
          System.err.println(
              "bench rtl: no section " + name + "; there are " + bench.sections.keySet());
          return BAD;
        }
      }
      return bench.measure(named, json);
    } catch (Mismatch wrong) {
      System.err.println("bench rtl: " + wrong.getMessage());
      return 1;
    } finally {
      AtomicFiles.delete(scratch);
    }
  }

  private int measure(List<String> named, Optional<Path> json) throws IOException {
    List<Figure> figures = new ArrayList<>();
    System.out.printf(
        "%-9s %-54s %12s %12s %-8s %s%n", "section", "figure", "value", "baseline", "unit", "goal");
    for (var section : sections.entrySet()) {
      if (named.isEmpty() || named.contains(section.getKey())) {
        List<Figure> measured = section.getValue().get();
        measured.forEach(figure -> System.out.println(figure.line()));
        figures.addAll(measured);
      }
    }
    if (json.isPresent()) {
      write(json.get(), figures);
    }
    return figures.stream().allMatch(Figure::isGood) ? 0 : 1;
  }

  private static void write(Path file, List<Figure> figures) throws IOException {
    JsonArray array = new JsonArray();
    figures.forEach(figure -> array.add(figure.json()));
    JsonObject object = new JsonObject();
    object.add("figures", array);
    String text = new GsonBuilder().setPrettyPrinting().create().toJson(object) + "\n";
    AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
