package dev.halfbyte.rtl;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program that the RTL tests run; a missing one fails the test and names the install command.
enum ExternalTool {
  VERILATOR("verilator", "verilator g++ make"),
  IVERILOG("iverilog", "iverilog"),
  VVP("vvp", "iverilog"),
  YOSYS("yosys", "yosys");

  private final String command;
  private final String packages;

  ExternalTool(String command, String packages) {
    this.command = command;
    this.packages = packages;
  }

  /// Runs the tool in `directory` and returns everything it wrote.
  String run(Path directory, List<String> arguments) {
    return run(directory, command, arguments, "install it: apt-get install " + packages);
  }

  /// Runs any program in `directory`, expects exit 0 and returns everything it wrote.
  static String run(Path directory, String program, List<String> arguments, String ifMissing) {
    List<String> line = new ArrayList<>(List.of(program));
    line.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(line)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new AssertionError(
            "%s ended with status %d:%n%s%n%s"
                .formatted(program, status, String.join(" ", line), output));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(program + " cannot be started; " + ifMissing, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(program + " was interrupted", e);
    }
  }
}
