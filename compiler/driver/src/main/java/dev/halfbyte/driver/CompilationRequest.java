package dev.halfbyte.driver;

import dev.halfbyte.driver.tensor.TensorLimits;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What to compile and from which files; absent parts come from the [Sidecar] folder.
///
/// @param kernel absent: the only kernel of the file
/// @param folder the kernel's folder; absent: the one beside the source file
/// @param numerics a block of the file or a built-in name; `f32` leaves the kernel as it is
/// @param weights safetensors or npz
/// @param calibration samples to find ranges from
/// @param ranges ranges found before, instead of samples
/// @param dims values of dims that nothing else determines
public record CompilationRequest(
    Path file,
    Optional<String> kernel,
    Optional<Path> folder,
    String numerics,
    Optional<Path> weights,
    Optional<Path> calibration,
    Optional<Path> ranges,
    Map<String, Long> dims,
    TensorLimits limits) {
  public CompilationRequest {
    dims = Map.copyOf(dims);
  }

  /// The only kernel of `file` under `numerics`, everything else from the sidecar folder.
  public static CompilationRequest of(Path file, String numerics) {
    return new CompilationRequest(
        file,
        Optional.empty(),
        Optional.empty(),
        numerics,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        TensorLimits.DEFAULT);
  }
}
