package dev.halfbyte.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/// Entry point of the `halfbyte` command.
@Command(
    name = "halfbyte",
    version = "halfbyte " + Main.VERSION,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Compiles 4-bit tensor kernels to JVM, native and Verilog, with the same bits.",
    subcommands = {
      CheckCommand.class,
      FormatCommand.class,
      OptCommand.class,
      CalibrateCommand.class,
      RunCommand.class,
      BuildCommand.class,
      AllocateCommand.class,
      TuneCommand.class,
      SimCommand.class,
      VerifyCommand.class,
      EvalCommand.class,
      WhyCommand.class,
      ReduceCommand.class,
      DemoCommand.class,
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:everything held",
      "1:a comparison failed",
      "2:the input is at fault",
      "3:a tool or a required target is missing",
      "70:a fault of halfbyte; a crash folder was written"
    },
    footer = {"", "Start with: halfbyte check dsl/examples/gemm.hb"})
public final class Main implements Runnable {
  static final String VERSION = "0.1.0";

  @Spec CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  private Main() {}

  /// Runs one command and ends the process with its exit status.
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /// Runs one command in this process; the exit status.
  public static int run(String... args) {
    return run(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        args);
  }

  /// The same with other places to write to.
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = new CommandLine(new Main()).setOut(out).setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(new FaultHandler());
    line.setParameterExceptionHandler(FaultHandler::usage);
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), "which command?");
  }
}
