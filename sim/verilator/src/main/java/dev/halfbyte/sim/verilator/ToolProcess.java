package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Runs an external program to its end and keeps what it printed.
///
/// @param exitCode status of the process
/// @param output standard output and standard error in the order in which they came
public record ToolProcess(int exitCode, String output) {

  private static final String INTERRUPTED = "interrupted while a tool was running";

  /// Runs `command` in `folder` without input.
  ///
  /// @throws SimulationFailure TOOL_MISSING when the program cannot be started
  public static ToolProcess run(Path folder, List<String> command) {
    Process process = start(folder, command);
    try (var output = process.getInputStream()) {
      process.getOutputStream().close();
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      return new ToolProcess(process.waitFor(), text);
    } catch (IOException failure) {
      throw new SimulationFailure(
          FailureCode.TOOL_MISSING,
          "the output of " + command.getFirst() + " could not be read: " + failure.getMessage(),
          "run it again",
          failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new SimulationFailure(
          FailureCode.NO_PROGRESS, INTERRUPTED, "run it again", interruption);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(Path folder, List<String> command) {
    try {
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException failure) {
      throw new SimulationFailure(
          FailureCode.TOOL_MISSING,
          command.getFirst() + " could not be started: " + failure.getMessage(),
          "check that the program is installed and may be executed",
          failure);
    }
  }
}
