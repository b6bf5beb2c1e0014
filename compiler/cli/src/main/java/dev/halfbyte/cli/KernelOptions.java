package dev.halfbyte.cli;

import dev.halfbyte.driver.CompilationRequest;
import dev.halfbyte.driver.tensor.TensorLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which kernel, with which numbers, from which files: shared by every command that compiles.
final class KernelOptions {
  @Parameters(
      paramLabel = "FILE",
      description = {
        "source file, e.g. dsl/examples/mlp.hb; or a folder: that of a kernel beside name.hb,",
        "or one that `calibrate -o` wrote"
      })
  Path file = Path.of("");

  @Option(names = "--kernel", paramLabel = "NAME", description = "kernel, if the file has several")
  Optional<String> kernel = Optional.empty();

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "the kernel's folder of weights and data (default: name/ beside name.hb)")
  Optional<Path> folder = Optional.empty();

  @Option(
      names = "--numerics",
      paramLabel = "NAME",
      description = {
        "a numerics block of the file, or f32, w8a8, w4a8, w4a4, any wNaM of 1 to 8 bits (default: f32);",
        "or a file with one such block, e.g. ./mixed.hb (a name with a dot or a slash)"
      })
  Optional<String> numerics = Optional.empty();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "safetensors or npz (default: weights.safetensors in the kernel's folder)")
  Optional<Path> weights = Optional.empty();

  @Option(
      names = {"--calibration", "--samples"},
      paramLabel = "FILE",
      description = "samples to find ranges from (default: calibration.npz in the kernel's folder)")
  Optional<Path> calibration = Optional.empty();

  @Option(
      names = "--ranges",
      paramLabel = "FILE",
      description = "what `calibrate` wrote, a file or its folder, instead of samples")
  Optional<Path> ranges = Optional.empty();

  @Option(names = "--dim", paramLabel = "NAME=N", description = "fix a symbolic dim")
  Map<String, Long> dims = new TreeMap<>();

  @Option(
      names = "--max-tensor-bytes",
      paramLabel = "N",
      description = "limit for the tensors of one file (default: ${DEFAULT-VALUE})")
  long maxTensorBytes = TensorLimits.DEFAULT.maxBytes();

  CompilationRequest request() {
    if (Files.isDirectory(file)) {
      return KernelFolder.request(this);
    }
    String chosen = numerics.orElse("f32");
    return new CompilationRequest(
        file, kernel, folder, chosen, weights, calibration, ranges, dims, limits());
  }

  TensorLimits limits() {
    return new TensorLimits(maxTensorBytes);
  }
}
