package dev.halfbyte.cli;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.frontend.FrontendResult;
import dev.halfbyte.source.JsonRenderer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `halfbyte check`.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Reports every error of the files, each with code, place, caret and help.",
    footer = {
      "",
      "Examples:",
      "  halfbyte check dsl/examples/mlp.hb",
      "  halfbyte check --json *.hb"
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "source files")
  List<Path> files = List.of();

  @Option(names = "--json", description = "print the diagnostics as JSON")
  boolean json;

  @Mixin Console console = new Console();

  @Override
  public Integer call() {
    boolean failed = false;
    for (Path file : files) {
      FrontendResult result = KernelFile.check(file);
      failed |= result.module().isEmpty();
      if (json) {
        console.out().println(JsonRenderer.render(result.diagnostics()));
      } else if (!result.diagnostics().isEmpty()) {
        FaultHandler.print(result.diagnostics(), console.err());
      } else {
        console.out().println(file + ": no errors");
      }
    }
    console.out().flush();
    return failed ? ExitStatus.BAD_INPUT : ExitStatus.OK;
  }
}
