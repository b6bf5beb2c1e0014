package dev.halfbyte.rtl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A module of rtl/formal: assertions about one unit, and faults of the unit that they must see.
///
/// The header names the unit and the length of the induction; where its faults show within fewer
/// cycles than [#CYCLES], how many; and where the proof holds for any result of a kind of cell, that
/// kind:
///
///     // Unit: hb_name
///     // Steps: 1
///     // Cycles: 3
///     // Cut: $mul
///     // Fault:
///     //   - text that occurs once in the unit
///     //   + what replaces it
///
/// @param name name of the module and, with `.sv`, of its file
/// @param unit the module of rtl/src it is about
/// @param steps cycles of the induction
/// @param cycles cycles from reset within which a fault must show
/// @param cut a type of cell whose outputs become free
/// @param faults changes of the unit that refute an assertion
record FormalProof(
    String name, String unit, int steps, int cycles, Optional<String> cut, List<Fault> faults) {
  /// A change of a source text.
  record Fault(String old, String replacement) {}

  /// Cycles from reset within which a fault must show, where a proof does not say.
  private static final int CYCLES = 8;

  private static final Path FOLDER = RtlSources.root().resolve("formal");

  FormalProof {
    faults = List.copyOf(faults);
  }

  /// Returns every proof, by name.
  static List<FormalProof> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().map(FormalProof::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path file() {
    return FOLDER.resolve(name + ".sv");
  }

  @Override
  public String toString() {
    return name;
  }

  private static FormalProof read(Path file) {
    List<String> header =
        RtlSources.text(file)
            .lines()
            .takeWhile(line -> line.startsWith("//"))
            .map(line -> line.substring(2).strip())
            .toList();
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      if (header.get(i).equals("Fault:")) {
        faults.add(new Fault(changed(header.get(i + 1), "-"), changed(header.get(i + 2), "+")));
      }
    }
    return new FormalProof(
        RtlSources.moduleName(file),
        entry(header, "Unit: ").orElseThrow(),
        Integer.parseInt(entry(header, "Steps: ").orElseThrow()),
        entry(header, "Cycles: ").map(Integer::parseInt).orElse(CYCLES),
        entry(header, "Cut: "),
        faults);
  }

  private static Optional<String> entry(List<String> header, String key) {
    return header.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()))
        .findFirst();
  }

  private static String changed(String line, String sign) {
    if (!line.startsWith(sign)) {
      throw new IllegalArgumentException("expected '" + sign + "' in front of " + line);
    }
    return line.substring(1).strip();
  }
}
