package dev.halfbyte.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A block of a vision transformer of the example, for an image of 224 x 224 pixels.
public enum VitBlock {
  T("tiny", 3),
  S("small", 6),
  B("base", 12);

  public static final int TOKENS = 197;
  private static final String SCRIPT = "dsl/examples/vit/Data.java";
  private static final int PIXELS = 224;
  private static final int CHANNELS = 64;

  private final String model;
  private final int heads;

  VitBlock(String model, int heads) {
    this.model = model;
    this.heads = heads;
  }

  /// The kernel, under the root of the project.
  public static Path kernel(Path root) {
    return root.resolve("dsl/examples/vit_block.hb");
  }

  public int heads() {
    return heads;
  }

  /// Channels of the residual stream.
  public int width() {
    return heads * CHANNELS;
  }

  /// Multiply-accumulates of all products.
  public double macs() {
    double linear = 12.0 * TOKENS * width() * width();
    return linear + 2.0 * TOKENS * TOKENS * width();
  }

  /// Writes weights and data of the example's script into `folder`.
  public void write(Path root, Path folder) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            root.resolve(SCRIPT).toString(),
            "vit_block",
            model,
            folder.toString(),
            Integer.toString(PIXELS));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(SCRIPT + " failed for " + model);
      }
    } catch (InterruptedException interrupt) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException(interrupt);
    }
  }
}
