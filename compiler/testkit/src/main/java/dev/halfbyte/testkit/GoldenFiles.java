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

  private static boolean update(Path file, String text) {
    if (!"update".equals(System.getProperty("golden"))) {
      return false;
    }
    try {
      String comment = Files.exists(file) ? comment(read(file)) : "";
      Path temporary = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(temporary, comment + text.stripTrailing() + "\n");
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
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
