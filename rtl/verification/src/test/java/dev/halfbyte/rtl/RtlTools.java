package dev.halfbyte.rtl;

import dev.halfbyte.sim.verilator.ToolProcess;
import dev.halfbyte.sim.verilator.Toolchain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs Verilator, Icarus and Yosys on files; a missing one fails and names what installs it.
final class RtlTools {
  private RtlTools() {}

  /// Runs a tool of the Debian package `debianPackage` and returns its status and output.
  static ToolProcess run(String tool, String debianPackage, List<String> arguments) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    Path program =
        Toolchain.program(path, tool, "install it: sudo apt-get install " + debianPackage);
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    return ToolProcess.run(RtlSources.root(), command);
  }

  /// Returns the files as arguments.
  static List<String> arguments(List<Path> files) {
    return files.stream().map(Path::toString).toList();
  }
}
