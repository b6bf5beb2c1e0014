package dev.halfbyte.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rules of the house that neither the formatter nor the compiler holds.
class HouseRulesTest {
  private static final Path ROOT = Path.of(System.getProperty("halfbyte.root"));
  private static final int MOST_LINES = 800;
  private static final List<String> TOP_LEVEL =
      List.of(
          "CHANGELOG.md",
          "CONTRIBUTING.md",
          "LICENSE",
          "README.md",
          "backends",
          "compiler",
          "dev",
          "dsl",
          "halfbyte",
          "pom.xml",
          "rtl",
          "sim");

  @Test
  void topLevelIsWhatTheReadmeMaps() throws IOException {
    try (Stream<Path> entries = Files.list(ROOT)) {
      List<String> names =
          entries
              .map(path -> path.getFileName().toString())
              .filter(name -> !name.startsWith(".") && !name.startsWith("halfbyte-crash-"))
              .filter(name -> !name.equals("target") && !name.equals("out"))
              .sorted()
              .toList();
      assertEquals(TOP_LEVEL, names);
    }
  }

  @Test
  void noFileIsTooLong() throws IOException {
    for (Path file : sources(".java", ".sv", ".g4")) {
      long lines = Files.readAllLines(file).size();
      assertTrue(lines <= MOST_LINES, file + " has " + lines + " lines");
    }
  }

  @Test
  void medianFileIsShort() throws IOException {
    List<Integer> lengths = new ArrayList<>();
    for (Path file : sources(".java")) {
      lengths.add(Files.readAllLines(file).size());
    }
    lengths.sort(Integer::compare);
    int median = lengths.get(lengths.size() / 2);
    assertTrue(median <= 130, "median file has " + median + " lines");
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    Pattern marks =
        Pattern.compile(
            "TO"
                + "DO|FIX"
                + "ME|XX"
                + "X|UnsupportedOperation"
                + "Exception\\(|@Dis"
                + "abled|Thread\\.sl"
                + "eep");
    for (Path file : sources(".java", ".sv", ".g4", ".md")) {
      String text = Files.readString(file);
      assertFalse(marks.matcher(text).find(), file + " has a mark of unfinished work");
    }
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    for (Path file : sources(".java")) {
      Path info = file.resolveSibling("package-info.java");
      boolean main = file.toString().contains("/src/main/java/");
      if (main) {
        assertTrue(Files.exists(info), "no package-info.java beside " + file);
        assertTrue(Files.readString(info).contains("@NullMarked"), info + " is not @NullMarked");
      }
    }
  }

  private static List<Path> sources(String... endings) {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
          .filter(file -> !ROOT.relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
