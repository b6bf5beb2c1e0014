package dev.halfbyte.cli;

import dev.halfbyte.driver.CalibrationFiles;
import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.quant.calibrate.CalibrationResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `halfbyte calibrate`.
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description = {
      "Finds the range of every value from samples, as JSON that may be edited,",
      "and rounded weights and corrected biases, where the numerics ask for them."
    },
    footer = {
      "",
      "A tensor of the samples with one axis more than the input holds one sample a row;",
      "else the file is one sample.",
      "",
      "Example:",
      "  halfbyte calibrate dsl/examples/digits.hb --numerics w4a4 -o ranges.json",
      "  halfbyte verify dsl/examples/digits.hb --numerics w4a4 --ranges ranges.json",
      "  halfbyte calibrate dsl/examples/glyphs --numerics w4a4 -o /tmp/glyphs4",
      "  halfbyte eval /tmp/glyphs4 --data dsl/examples/glyphs/test.npz"
    })
final class CalibrateCommand implements Callable<Integer> {
  @Mixin KernelOptions kernel = new KernelOptions();
  @Mixin Console console = new Console();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = {
        "where the ranges go, or a folder, which then stands for the kernel in other commands;",
        "rounded weights and corrections of biases go beside the ranges as safetensors"
      })
  Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    CompilationRequest request = kernel.request();
    Compilation compilation = Compilation.open(request);
    CalibrationResult result;
    try (Progress progress = Progress.of(console, "calibrate")) {
      result = compilation.calibrate(progress::step);
    }
    CalibrationFiles.write(out, result, request);
    console.out().println(out + ": written");
    console.out().flush();
    return ExitStatus.OK;
  }
}
