package dev.halfbyte.cli;

import dev.halfbyte.driver.KernelFile;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.frontend.Formatter;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `halfbyte fmt`.
@Command(
    name = "fmt",
    mixinStandardHelpOptions = true,
    description = "Rewrites files in the one layout; comments stay.",
    footer = {"", "Examples:", "  halfbyte fmt kernel.hb", "  halfbyte fmt --check *.hb"})
final class FormatCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "source files")
  List<Path> files = List.of();

  @Option(names = "--check", description = "change nothing; status 1 when a file would change")
  boolean check;

  @Mixin Console console = new Console();

  @Override
  public Integer call() throws IOException {
    int status = ExitStatus.OK;
    for (Path file : files) {
      SourceFile source = KernelFile.read(file);
      String formatted = Formatter.format(source).orThrow();
      if (formatted.equals(source.text())) {
        continue;
      }
      if (check) {
        console.out().println(file + ": not formatted");
        status = ExitStatus.DIFFERENT;
      } else {
        AtomicFiles.write(file, formatted.getBytes(StandardCharsets.UTF_8));
        console.out().println(file + ": formatted");
      }
    }
    console.out().flush();
    return status;
  }
}
