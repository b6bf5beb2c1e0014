package dev.halfbyte.driver.reduce;

import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A command that says by its exit status whether a file is interesting: 0 is yes.
///
/// @param command for `sh -c`; the file's path is `$1` and stands for `{}`
/// @param limit after which it is ended; the file is not interesting then
record ShellCheck(String command, Duration limit) {
  /// Runs the command.
  ///
  /// @throws DiagnosticException when there is no shell
  boolean holds(Path file) {
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh", "-c", command.replace("{}", "\"$1\""), "sh", file.toAbsolutePath().toString());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    try {
      Process process = builder.start();
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue() == 0;
      }
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.error(ReduceCode.CHECK_FAILED, "cannot run `sh`: " + e.getMessage())
              .help("the check is a shell command, its exit status 0 means interesting"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompilerBug("interrupted while a check runs", e);
    }
  }
}
