package dev.halfbyte.sim.verilator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The two programs that make a model, found on the search path.
public record Toolchain(Path verilator, Path compiler) {

  private static final String INSTALL = "install it: sudo apt-get install verilator g++ zlib1g-dev";

  /// The tools on the PATH of this process.
  ///
  /// @throws SimulationFailure TOOL_MISSING naming the command that installs what is missing
  public static Toolchain find() {
    return find(Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /// The tools in the folders of `searchPath`, which has the form of the PATH variable.
  public static Toolchain find(String searchPath) {
    return new Toolchain(
        program(searchPath, "verilator", INSTALL), program(searchPath, "g++", INSTALL));
  }

  /// The first executable of that name in `searchPath`.
  public static Path program(String searchPath, String name, String help) {
    for (String folder : searchPath.split(File.pathSeparator, -1)) {
      Optional<Path> found = executable(folder, name);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new SimulationFailure(
        FailureCode.TOOL_MISSING, name + " is not installed (not found on PATH)", help);
  }

  private static Optional<Path> executable(String folder, String name) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path candidate = Path.of(folder, name);
      return Files.isRegularFile(candidate) && Files.isExecutable(candidate)
          ? Optional.of(candidate)
          : Optional.empty();
    } catch (InvalidPathException notAFolder) {
      return Optional.empty();
    }
  }

  /// A text that changes when a tool is replaced: asks no process, so that a cached build starts
  /// none.
  String fingerprint() throws IOException {
    return stamp(verilator) + ";" + stamp(compiler);
  }

  /// Version lines of both tools and the folder of Verilator's runtime sources, one a line.
  List<String> describe() throws IOException {
    return Parallel.run(
        List.<Callable<String>>of(
            () -> answer(verilator, "--version"),
            () -> answer(compiler, "--version"),
            () -> answer(verilator, "--getenv", "VERILATOR_ROOT")));
  }

  /// The first line that a tool prints.
  private static String answer(Path tool, String... arguments) {
    List<String> command = new ArrayList<>(List.of(tool.toString()));
    command.addAll(List.of(arguments));
    ToolProcess result = ToolProcess.run(Path.of("").toAbsolutePath(), command);
    return result.output().lines().findFirst().orElse("unknown");
  }

  private static String stamp(Path program) throws IOException {
    Path real = program.toRealPath();
    FileTime modified = Files.getLastModifiedTime(real);
    return real + ":" + Files.size(real) + ":" + modified.toMillis();
  }
}
