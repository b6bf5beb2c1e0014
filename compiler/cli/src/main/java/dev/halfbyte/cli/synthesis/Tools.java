package dev.halfbyte.cli.synthesis;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.sim.verilator.ToolProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Programs on the search path.
final class Tools {
  private static final Pattern VERSION = Pattern.compile("\\(Version ([^)]+)\\)");

  private Tools() {}

  static boolean present(String tool) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /// Fails with a word on the package unless `tool` is present.
  ///
  /// @param debianPackage the Debian package that brings it
  static void require(String tool, String debianPackage) {
    if (!present(tool)) {
      throw missing(tool, debianPackage);
    }
  }

  /// Returns the name of a tool and its version: that in brackets, as nextpnr tells it, else the
  /// second word that it prints.
  static String version(String tool, String option, String debianPackage) {
    require(tool, debianPackage);
    return version(
        tool, ToolProcess.run(Path.of("").toAbsolutePath(), List.of(tool, option)).output());
  }

  /// Returns the version in what a tool printed of it.
  static String version(String tool, String output) {
    Matcher bracketed = VERSION.matcher(output);
    if (bracketed.find()) {
      return tool + " " + bracketed.group(1);
    }
    String[] words = output.split("\\s+");
    return words.length < 2 ? tool : words[0] + " " + words[1];
  }

  static SimulationFailure missing(String tool, String debianPackage) {
    return new SimulationFailure(
        FailureCode.TOOL_MISSING,
        tool + " is not on the search path",
        "install it with: sudo apt-get install " + debianPackage);
  }
}
