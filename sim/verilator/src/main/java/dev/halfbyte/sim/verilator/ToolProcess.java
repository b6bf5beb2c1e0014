package dev.halfbyte.sim.verilator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs an external program to its end and keeps what it printed.
///
/// @param exitCode status of the process
/// @param output standard output and standard error in the order in which they came
public record ToolProcess(int exitCode, String output) {

  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /// Runs `command` in `folder` without input, for at most half an hour.
  ///
  /// @throws SimulationFailure TOOL_MISSING when the program cannot be started, TOOL_TIMEOUT when
  ///   it does not end
  public static ToolProcess run(Path folder, List<String> command) {
    return run(folder, command, PATIENCE);
  }

  /// Runs `command` in `folder` without input and ends it, with all it started, after `limit`.
  ///
  /// @throws SimulationFailure TOOL_MISSING when the program cannot be started, TOOL_TIMEOUT when
  ///   it does not end
  public static ToolProcess run(Path folder, List<String> command, Duration limit) {
    Process process = start(folder, command);
    AtomicBoolean expired = new AtomicBoolean();
    Thread watchdog = Thread.ofVirtual().start(() -> watch(process, limit, expired));
    try (var output = process.getInputStream()) {
      process.getOutputStream().close();
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      if (expired.get()) {
        throw timeout(command.getFirst(), limit);
      }
      return new ToolProcess(exitCode, text);
    } catch (IOException failure) {
      if (expired.get()) {
        throw timeout(command.getFirst(), limit);
      }
      throw new SimulationFailure(
          FailureCode.TOOL_MISSING,
          "the output of " + command.getFirst() + " could not be read: " + failure.getMessage(),
          "run it again",
          failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new SimulationFailure(
          FailureCode.TOOL_TIMEOUT,
          "interrupted while " + command.getFirst() + " was running",
          "run it again",
          interruption);
    } finally {
      if (process.isAlive()) {
        end(process);
      }
      watchdog.interrupt();
    }
  }

  private static void watch(Process process, Duration limit, AtomicBoolean expired) {
    try {
      if (!process.waitFor(limit)) {
        expired.set(true);
        end(process);
      }
    } catch (InterruptedException processEnded) {
      // nothing is left to watch
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static SimulationFailure timeout(String program, Duration limit) {
    return new SimulationFailure(
        FailureCode.TOOL_TIMEOUT,
        program + " did not end within " + limit.toSeconds() + " s",
        "check the design for an endless loop, or give it more time");
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
