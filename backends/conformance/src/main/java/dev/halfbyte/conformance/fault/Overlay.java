package dev.halfbyte.conformance.fault;

import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.source.CompilerBug;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A folder that stands before the product on the class path and holds nothing but the patched
/// files, compiled.
final class Overlay {
  private static final String JAVA = "/src/main/java/";
  private static final String RESOURCES = "/src/main/resources/";
  private static final String RTL = "rtl/src/";

  private final Path sources;
  private final Path classes;

  /// @param folder is emptied
  Overlay(Path folder) throws IOException {
    AtomicFiles.delete(folder);
    this.sources = Files.createDirectories(folder.resolve("sources"));
    this.classes = Files.createDirectories(folder.resolve("classes"));
  }

  /// What goes first on the class path.
  Path classes() {
    return classes;
  }

  /// Writes the patched files.
  ///
  /// @return whether they compile
  boolean plant(PlantedFault fault) throws IOException {
    SequencedMap<String, String> texts = new LinkedHashMap<>();
    fault.sites().forEach(site -> texts.put(site.file(), site.patched()));
    List<Path> java = new ArrayList<>();
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      String file = entry.getKey();
      if (file.contains(JAVA)) {
        java.add(write(sources, after(file, JAVA), entry.getValue()));
      } else if (file.contains(RESOURCES)) {
        write(classes, after(file, RESOURCES), entry.getValue());
      } else if (file.startsWith(RTL)) {
        write(classes, "rtl/" + after(file, RTL), entry.getValue());
      } else {
        throw new CompilerBug("not known how to build " + file);
      }
    }
    return java.isEmpty() || compiles(java);
  }

  private static String after(String file, String folder) {
    return file.substring(file.indexOf(folder) + folder.length());
  }

  private static Path write(Path folder, String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private boolean compiles(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of(
            "-proc:none",
            "-nowarn",
            "-implicit:none",
            "-d",
            classes.toString(),
            "-sourcepath",
            classes.toString(),
            "-cp",
            System.getProperty("java.class.path"));
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      return compiler
          .getTask(
              messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
          .call();
    }
  }
}
