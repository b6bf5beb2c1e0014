package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The cache key of a design: tool versions, driver version, options, parameters, and the content
/// (not the place) of each file that Verilator can reach.
final class ModelKey {
  private static final Set<String> INCLUDED = Set.of("v", "sv", "vh", "svh", "vlt");

  private ModelKey() {}

  static String of(Design design, BuildOptions options, ToolDescription tools) throws IOException {
    ContentHash hash =
        new ContentHash()
            .add("tools", tools.text())
            .add("shim", ShimSources.version())
            .add("options", options.toString())
            .add("top", design.top());
    design.parameters().forEach((name, value) -> hash.add("parameter " + name, value));
    for (Path source : design.sources()) {
      addFile(hash, source.getFileName().toString(), source);
    }
    for (Path folder : design.includes()) {
      addFolder(hash, folder);
    }
    return "model-" + hash.key();
  }

  private static void addFolder(ContentHash hash, Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw unreadable(folder);
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(ModelKey::isVerilog).sorted().toList();
    }
    for (Path file : files) {
      addFile(hash, folder.relativize(file).toString(), file);
    }
  }

  private static void addFile(ContentHash hash, String name, Path file) {
    try {
      hash.add("file " + name, Files.readAllBytes(file));
    } catch (IOException failure) {
      throw unreadable(file);
    }
  }

  private static boolean isVerilog(Path file) {
    String name = file.getFileName().toString();
    return INCLUDED.contains(name.substring(name.lastIndexOf('.') + 1))
        && Files.isRegularFile(file);
  }

  private static SimulationFailure unreadable(Path file) {
    return new SimulationFailure(
        FailureCode.SOURCE_UNREADABLE,
        file + " cannot be read",
        "check the path and its permissions");
  }
}
