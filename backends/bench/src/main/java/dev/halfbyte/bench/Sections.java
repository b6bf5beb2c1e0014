package dev.halfbyte.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.driver.output.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// A bench of named sections: `./dev bench NAME [--json FILE] [--markdown] [SECTION...]`.
///
/// @param name of the bench
/// @param facts what the figures were measured on, written into the file and above the table
/// @param sections what measures, by name, in the order of the table
public record Sections(
    String name,
    SequencedMap<String, String> facts,
    SequencedMap<String, Supplier<List<Figure>>> sections) {
  private static final int BAD = 2;

  private static final List<String> VARIANTS =
      Arrays.stream(IsaVariant.values()).map(IsaVariant::label).toList();

  /// What the user asked for.
  ///
  /// @param markdown print a [MarkdownTable] behind the table
  private record Request(List<String> named, Optional<Path> json, boolean markdown) {
    static Request of(List<String> arguments) {
      Optional<Path> json = Optional.empty();
      List<String> named = new ArrayList<>();
      boolean markdown = false;
      for (int i = 0; i < arguments.size(); i++) {
        if (arguments.get(i).equals("--json") && i + 1 < arguments.size()) {
          i++;
          json = Optional.of(Path.of(arguments.get(i)));
        } else if (arguments.get(i).equals("--markdown")) {
          markdown = true;
        } else {
          named.add(arguments.get(i));
        }
      }
      return new Request(named, json, markdown);
    }
  }

  /// Measures what is asked for, prints the table and writes the file.
  ///
  /// @return 0 if every goal is reached, 1 if not or if an output is wrong, 2 for bad arguments
  public int run(List<String> arguments) throws IOException {
    Request request = Request.of(arguments);
    for (String section : request.named) {
      if (!sections.containsKey(section)) {
        System.err.println(
            "bench %s: no section %s; there are %s".formatted(name, section, sections.keySet()));
        return BAD;
      }
    }
    try {
      return measure(request);
    } catch (Mismatch wrong) {
      System.err.println("bench " + name + ": " + wrong.getMessage());
      return 1;
    }
  }

  private int measure(Request request) throws IOException {
    List<Figure> figures = new ArrayList<>();
    facts.forEach((fact, text) -> System.out.printf("%-9s %s%n", fact, text));
    System.out.printf(
        "%-9s %-54s %12s %12s %-8s %-20s %s%n",
        "section", "figure", "value", "beside", "unit", "goal", "spread");
    for (var section : sections.entrySet()) {
      if (request.named.isEmpty() || request.named.contains(section.getKey())) {
        List<Figure> measured = section.getValue().get();
        measured.forEach(figure -> System.out.println(figure.line()));
        figures.addAll(measured);
      }
    }
    if (request.markdown) {
      new MarkdownTable(facts, VARIANTS).lines(figures).forEach(System.out::println);
    }
    if (request.json.isPresent()) {
      write(request.json.get(), figures);
    }
    return figures.stream().allMatch(Figure::isGood) ? 0 : 1;
  }

  private void write(Path file, List<Figure> figures) throws IOException {
    JsonArray array = new JsonArray();
    figures.forEach(figure -> array.add(figure.json()));
    JsonObject object = new JsonObject();
    facts.forEach(object::addProperty);
    object.add("figures", array);
    String text = new GsonBuilder().setPrettyPrinting().create().toJson(object) + "\n";
    AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
