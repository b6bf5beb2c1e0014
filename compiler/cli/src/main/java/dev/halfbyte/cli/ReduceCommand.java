package dev.halfbyte.cli;

import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.driver.reduce.FileReduction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `halfbyte reduce`.
@Command(
    name = "reduce",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a kernel or an IR file smaller while a command still finds it interesting.",
      "Weights keep their shapes: the kernel's folder stands beside every candidate as it is."
    },
    footer = {
      "",
      "Examples:",
      "  halfbyte reduce kernel.hb --check 'halfbyte verify {} 2>&1 | grep -q HB3011'",
      "  halfbyte reduce 07-dce.ir --check './differs {}' -o small.ir"
    })
final class ReduceCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "a .hb or .ir file")
  Path file = Path.of("");

  @Option(
      names = "--check",
      required = true,
      paramLabel = "CMD",
      description = "shell command; {} is the file to judge, exit status 0 keeps it")
  String check = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "where to write; default: FILE.reduced")
  Optional<Path> output = Optional.empty();

  @Option(
      names = "--checks",
      paramLabel = "N",
      defaultValue = "2000",
      description = "run the command at most N times (default: ${DEFAULT-VALUE})")
  int checks;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      defaultValue = "60",
      description =
          "seconds for one run; what takes longer is not kept (default: ${DEFAULT-VALUE})")
  int timeout;

  @Mixin Console console = new Console();

  @Override
  public Integer call() throws IOException {
    FileReduction.Limits limits =
        new FileReduction.Limits(checks, Duration.ofSeconds(Math.max(1, timeout)));
    FileReduction.Report report =
        FileReduction.reduce(file, check, limits, line -> console.err().println("reduce: " + line));
    Path target = output.orElseGet(() -> Path.of(file + ".reduced"));
    AtomicFiles.write(target, report.text().getBytes(StandardCharsets.UTF_8));
    console
        .out()
        .printf(
            "%s: %d of %d characters, %d checks%n",
            target, report.after(), report.before(), report.checks());
    console.out().flush();
    return ExitStatus.OK;
  }
}
