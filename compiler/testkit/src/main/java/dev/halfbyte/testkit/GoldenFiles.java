package dev.halfbyte.testkit;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Expected results in files beside their inputs; `-Dgolden=update` rewrites them.
///
/// Programs are compared as parsed IR, so a change of the printer alone breaks no golden file.
/// Leading `//` lines of a file are a reader's comment and stay when it is rewritten.
public final class GoldenFiles {
  private GoldenFiles() {}

  /// Fails unless `program` equals the one in `file`.
  public static void assertProgram(Path file, Program program) {
    String text = IrPrinter.print(program);
    if (update(file, text)) {
      return;
    }
    SourceFile source = SourceFile.of(file.toString(), read(file));
    Program expected = IrParser.parse(source, IrPrinter.pool(program)).program();
    if (!expected.equals(program)) {
      throw new AssertionError(file + " holds another program; got\n" + text);
    }
  }

  /// Fails unless `text` is the content of `file`, comment and last line break aside.
  public static void assertText(Path file, String text) {
    if (update(file, text)) {
      return;
    }
    String content = read(file);
    String expected = content.substring(comment(content).length()).stripTrailing();
    if (!expected.equals(text.stripTrailing())) {
      throw new AssertionError(file + " expects\n" + expected + "\ngot\n" + text);
    }
  }

  /// Fails unless the lines between `<!-- name:begin -->` and `<!-- name:end -->` of a document are
  /// `text`: so generated tables stay true inside written documents.
  public static void assertSection(Path document, String name, String text) {
    String content = read(document);
    String begin = "<!-- " + name + ":begin -->\n";
    String end = "<!-- " + name + ":end -->";
    int from = content.indexOf(begin) + begin.length();
    int to = content.indexOf(end);
    if (from < begin.length() || to < from) {
      throw new AssertionError(document + " has no section " + name);
    }
    String wanted = text.stripTrailing() + "\n";
    if (isUpdate()) {
      write(document, content.substring(0, from) + wanted + content.substring(to));
    } else if (!content.substring(from, to).equals(wanted)) {
      throw new AssertionError(
          "section "
              + name
              + " of "
              + document
              + " is out of date; -Dgolden=update rewrites it:\n"
              + wanted);
    }
  }

  private static boolean isUpdate() {
    return "update".equals(System.getProperty("golden"));
  }

  private static boolean update(Path file, String text) {
    if (isUpdate()) {
      String comment = Files.exists(file) ? comment(read(file)) : "";
      write(file, comment + text.stripTrailing() + "\n");
    }
    return isUpdate();
  }

  private static void write(Path file, String content) {
    try {
      Path temporary = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(temporary, content);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String comment(String content) {
    int end = 0;
    while (content.startsWith("//", end)) {
      int line = content.indexOf('\n', end);
      end = line < 0 ? content.length() : line + 1;
    }
    return content.substring(0, end);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("no golden file " + file + "; -Dgolden=update writes it", e);
    }
  }
}
