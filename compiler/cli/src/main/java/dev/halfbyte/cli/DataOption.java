package dev.halfbyte.cli;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The input data of a run.
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = {
        "inputs as npz, safetensors, npy (default: data.npz in the kernel's folder);",
        "- reads one npy array from standard input"
      })
  Optional<Path> data = Optional.empty();

  /// Whether a file was named.
  boolean isGiven() {
    return data.isPresent();
  }

  /// All tensors of the file, also those that are no inputs.
  Map<String, Tensor> read(Compilation compilation, TensorLimits limits) {
    if (data.isPresent() && data.get().toString().equals("-")) {
      String input =
          compilation.reference().parameters(Parameter.Kind.INPUT).stream()
              .map(Parameter::name)
              .findFirst()
              .orElse("stdin");
      return Map.of(input, TensorFiles.readNpy(System.in, input, limits));
    }
    return compilation.data(data);
  }
}
