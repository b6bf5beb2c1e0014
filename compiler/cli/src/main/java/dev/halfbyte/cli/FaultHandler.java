package dev.halfbyte.cli;

import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import dev.halfbyte.source.CaretRenderer;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Turns whatever ends a command early into what a user should see: a diagnostic and status 2 for
/// their fault, a crash folder and status 70 for ours.
final class FaultHandler implements CommandLine.IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception fault, CommandLine line, CommandLine.@Nullable ParseResult parsed) {
    PrintWriter err = line.getErr();
    Throwable cause = fault instanceof UncheckedIOException e ? e.getCause() : fault;
    if (cause instanceof DiagnosticException e) {
      print(e.diagnostics(), err);
      return ExitStatus.BAD_INPUT;
    }
    if (cause instanceof SimulationFailure e) {
      err.println(e.render());
      return e.code() == FailureCode.TOOL_MISSING ? ExitStatus.MISSING : ExitStatus.BAD_INPUT;
    }
    if (cause instanceof FileSystemException e) {
      err.println("error[" + CliCode.FILE.code() + "]: " + e.getFile() + ": " + reason(e));
      err.println("  help: check the path and its permissions");
      return ExitStatus.BAD_INPUT;
    }
    List<String> args = parsed == null ? List.of() : parsed.originalArgs();
    try {
      Path folder = CrashFolder.write(Path.of("").toAbsolutePath(), args, fault);
      err.println("halfbyte has a fault: " + fault);
      err.println("  " + folder + " holds what is needed to replay it: run its replay script");
    } catch (IOException e) {
      err.println("halfbyte has a fault, and no crash folder could be written: " + fault);
    }
    return ExitStatus.INTERNAL;
  }

  private static String reason(FileSystemException e) {
    String reason = e.getReason();
    return reason != null ? reason : e.getClass().getSimpleName().replace("Exception", "");
  }

  static void print(List<Diagnostic> diagnostics, PrintWriter err) {
    err.println(CaretRenderer.render(diagnostics));
    err.flush();
  }

  /// A command line that cannot be understood.
  static int usage(CommandLine.ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("error[" + CliCode.USAGE.code() + "]: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("  help: " + line.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitStatus.BAD_INPUT;
  }
}
