package dev.halfbyte.bench.model;

import dev.halfbyte.driver.Compilation;
import dev.halfbyte.driver.KernelTensors;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The trained example: its kernel, weights, samples and labelled pictures.
final class GlyphModel {
  static final String KERNEL = "glyphs";
  private static final String SPREAD = "Spread.java";

  private final Path source;
  private final String text;
  private final SortedMap<String, Tensor> calibration;
  private final SortedMap<String, Tensor> pictures;
  private final Digest digest;

  /// @param root of the project
  GlyphModel(Path root) throws IOException {
    source = root.resolve("dsl/examples/glyphs.hb");
    text = Files.readString(source);
    calibration = tensors(folder().resolve("calibration.npz"));
    pictures = tensors(folder().resolve("test.npz"));
    digest =
        new Digest()
            .add(text)
            .file(folder().resolve("weights.safetensors"))
            .file(folder().resolve(SPREAD))
            .file(folder().resolve("calibration.npz"))
            .file(folder().resolve("test.npz"));
  }

  private Path folder() {
    return source.resolveSibling(KERNEL);
  }

  private static SortedMap<String, Tensor> tensors(Path file) {
    return new TreeMap<>(TensorFiles.read(file, TensorLimits.DEFAULT));
  }

  /// Changes with everything that figures depend on, but for the compiler.
  String digest() {
    return digest.hex();
  }

  /// Labelled pictures.
  Map<String, Tensor> pictures() {
    return Collections.unmodifiableSortedMap(pictures);
  }

  /// Pictures to find ranges from.
  Map<String, Tensor> calibration() {
    return Collections.unmodifiableSortedMap(calibration);
  }

  /// The weights of a form.
  ///
  /// @param scratch where those that are not in the project are made
  SortedMap<String, Tensor> weights(Form form, Path scratch)
      throws IOException, InterruptedException {
    Path trained = folder().resolve("weights.safetensors");
    return switch (form) {
      case PLAIN -> tensors(trained);
      case SPREAD -> {
        Path made = scratch.resolve("weights-spread.safetensors");
        makeSpread(trained, made);
        yield tensors(made);
      }
    };
  }

  private void makeSpread(Path trained, Path made) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                List.of(
                    java, folder().resolve(SPREAD).toString(), trained.toString(), made.toString()))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(SPREAD + " failed");
    }
  }

  /// The kernel with a block of numerics behind it.
  ///
  /// @param numerics the name of the block
  Compilation compilation(SortedMap<String, Tensor> weights, String block, String numerics) {
    return Compilation.of(
        SourceFile.of(KERNEL + ".hb", text + "\n" + block),
        Optional.of(KERNEL),
        numerics,
        new KernelTensors(weights, calibration, pictures),
        Map.of());
  }
}
