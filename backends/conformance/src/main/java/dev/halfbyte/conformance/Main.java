package dev.halfbyte.conformance;

import dev.halfbyte.source.CaretRenderer;
import dev.halfbyte.source.DiagnosticException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Entry point of `./dev conformance`, `./dev replay` and `./dev faults`.
@Command(
    name = "./dev",
    description = "The oracle: one bit pattern on everything that runs a program.",
    subcommands = {ConformanceCommand.class, ReplayCommand.class, FaultsCommand.class})
public final class Main implements Runnable {
  @Spec @Nullable CommandSpec spec;

  private Main() {}

  /// Runs one command and ends the process: 0 all agreed, 1 something did not, 2 wrong usage, 3 a
  /// target is missing here.
  public static void main(String[] args) {
    System.exit(
        run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            args));
  }

  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new Main()).setOut(out).setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Main::fault);
    return line.execute(args);
  }

  private static int fault(
      Exception fault, CommandLine line, CommandLine.@Nullable ParseResult parsed)
      throws Exception {
    if (fault instanceof DiagnosticException e) {
      line.getErr().println(CaretRenderer.render(e.diagnostics()));
      return CommandLine.ExitCode.USAGE;
    }
    throw fault;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(), "which command?");
  }
}
