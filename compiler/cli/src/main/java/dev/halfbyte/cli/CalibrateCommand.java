package dev.halfbyte.cli;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.quant.calibrate.CalibrationJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte calibrate`.
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description = "Finds the range of every value from samples, as JSON that may be edited.",
    footer = {
      "",
      "A tensor of the samples with one axis more than the input holds one sample a row;",
      "else the file is one sample.",
      "",
      "Example:",
      "  halfbyte calibrate dsl/examples/digits.hb --numerics w4a4 -o ranges.json",
      "  halfbyte verify dsl/examples/digits.hb --numerics w4a4 --ranges ranges.json"
    })
final class CalibrateCommand implements Callable<Integer> {
  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin Console console = new Console();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = "where the ranges go")
  Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    Compilation compilation = Compilation.open(kernel.request());
    try (Progress progress = Progress.of(console, "calibrate")) {
      String json = CalibrationJson.write(compilation.calibrate(progress::step));
      AtomicFiles.write(out, json.getBytes(StandardCharsets.UTF_8));
    }
    console.out().println(out + ": written");
    console.out().flush();
    return ExitStatus.OK;
  }
}
