package dev.halfbyte.rtl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The SystemVerilog files of the tree under test.
final class RtlSources {
  private static final Path ROOT = Path.of(System.getProperty("halfbyte.root"), "rtl");

  private static final Pattern INSTANCE = Pattern.compile("(?m)^ +(hb_\\w+) (?:#|u_\\w+ )\\($");

  private RtlSources() {}

  /// Returns the folder rtl/.
  static Path root() {
    return ROOT;
  }

  /// Returns every file of rtl/src by name, the package first.
  static List<Path> all() {
    try (Stream<Path> files = Files.list(ROOT.resolve("src"))) {
      Path pkg = ROOT.resolve("src/hb_pkg.sv");
      return Stream.concat(
              Stream.of(pkg),
              files.filter(f -> f.toString().endsWith(".sv") && !f.equals(pkg)).sorted())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the files of a module and of everything below it, the package first.
  static List<Path> of(String module) {
    Set<String> needed = new LinkedHashSet<>(List.of("hb_pkg", module));
    Deque<String> open = new ArrayDeque<>(needed);
    while (!open.isEmpty()) {
      Matcher instance = INSTANCE.matcher(text(ROOT.resolve("src/" + open.pop() + ".sv")));
      while (instance.find()) {
        if (needed.add(instance.group(1))) {
          open.push(instance.group(1));
        }
      }
    }
    return needed.stream().map(name -> ROOT.resolve("src/" + name + ".sv")).toList();
  }

  /// Returns the path of a testbench in rtl/tb.
  static Path testbench(String name) {
    return ROOT.resolve("tb").resolve(name + ".sv");
  }

  /// Returns the text of a file.
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the module (or package) name that a file must define.
  static String moduleName(Path file) {
    return file.getFileName().toString().replaceFirst("\\.sv$", "");
  }
}
