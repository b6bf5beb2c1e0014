package dev.halfbyte.examples.glyphs;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The fonts of the machine that can draw every symbol, in the order of their file names.
final class FontFolder {
  private static final Path FOLDER = Path.of("/usr/share/fonts");

  /// Symbols, formulas, one-pixel strokes: no text is set in them.
  private static final Pattern UNFIT =
      Pattern.compile(
          ".*(awesome|math|hairline|thin|symbol|dingbat|emoji).*", Pattern.CASE_INSENSITIVE);

  /// With fewer fonts a model learns fonts, not letters.
  private static final int LEAST = 60;

  private FontFolder() {}

  /// Fonts of size 1.
  ///
  /// @throws IllegalStateException if there are too few
  static List<Font> fonts() throws IOException {
    List<Font> fonts = new ArrayList<>();
    for (Path file : files()) {
      try {
        Font font = Font.createFont(Font.TRUETYPE_FONT, file.toFile());
        if (font.canDisplayUpTo(Alphabet.all()) < 0) {
          fonts.add(font);
        }
      } catch (FontFormatException unreadable) {
        System.err.println("left out, no font: " + file);
      }
    }
    if (fonts.size() < LEAST) {
      throw new IllegalStateException(
          "%d fonts in %s, %d are needed; see README.md for packages that have them"
              .formatted(fonts.size(), FOLDER, LEAST));
    }
    return List.copyOf(fonts);
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(FOLDER)) {
      return all.filter(file -> file.toString().matches(".*\\.(ttf|otf)"))
          .filter(file -> !UNFIT.matcher(file.getFileName().toString()).matches())
          .sorted((a, b) -> a.getFileName().toString().compareTo(b.getFileName().toString()))
          .toList();
    }
  }
}
