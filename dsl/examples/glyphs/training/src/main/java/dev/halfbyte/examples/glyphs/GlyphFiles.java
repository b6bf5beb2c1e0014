package dev.halfbyte.examples.glyphs;

import ai.djl.ndarray.NDArray;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// The files beside `glyphs.hb`.
final class GlyphFiles {
  private GlyphFiles() {}

  static void weights(Path folder, Map<String, NDArray> weights) throws IOException {
    TensorFiles.write(folder.resolve("weights.safetensors"), stacked(weights));
  }

  static void pictures(Path folder, Pictures calibration, Pictures test) throws IOException {
    TensorFiles.write(
        folder.resolve("calibration.npz"), Map.of("x", pixels(calibration, calibration.size())));
    TensorFiles.write(folder.resolve("data.npz"), Map.of("x", pixels(test, 8)));
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put("x", pixels(test, test.size()));
    all.put("labels", labels(test));
    TensorFiles.write(folder.resolve("test.npz"), all);
  }

  private static Tensor pixels(Pictures pictures, int count) {
    int size = GlyphPicture.PIXELS;
    float[] all = new float[count * size];
    for (int i = 0; i < count; i++) {
      System.arraycopy(pictures.pixels().get(i), 0, all, i * size, size);
    }
    return Tensor.ofFloats(Shape.of(count, GlyphPicture.SIDE, GlyphPicture.SIDE), all);
  }

  private static Tensor labels(Pictures pictures) {
    TensorType type = new TensorType(ElemType.U8, Shape.of(pictures.size()));
    return Tensor.generateInts(type, i -> pictures.labels().get(i));
  }

  /// Weights `name.0`, `name.1` ... of blocks become one, `name`, with the blocks in front.
  private static Map<String, Tensor> stacked(Map<String, NDArray> weights) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    weights.forEach((name, weight) -> {
      int dot = name.indexOf('.');
      if (dot < 0) {
        tensors.put(name, Tensor.ofFloats(Shape.of(weight.getShape().getShape()), values(weight)));
      } else if (name.endsWith(".0")) {
        tensors.put(name.substring(0, dot), stack(weights, name.substring(0, dot)));
      }
    });
    return tensors;
  }

  private static Tensor stack(Map<String, NDArray> weights, String name) {
    long[] own = one(weights, name, 0).getShape().getShape();
    long[] extents = new long[own.length + 1];
    extents[0] = Vit.BLOCKS;
    System.arraycopy(own, 0, extents, 1, own.length);
    int size = Math.toIntExact(Arrays.stream(own).reduce(1, Math::multiplyExact));
    float[] all = new float[size * Vit.BLOCKS];
    for (int block = 0; block < Vit.BLOCKS; block++) {
      System.arraycopy(values(one(weights, name, block)), 0, all, block * size, size);
    }
    return Tensor.ofFloats(Shape.of(extents), all);
  }

  private static NDArray one(Map<String, NDArray> weights, String name, int block) {
    NDArray found = weights.get(name + "." + block);
    if (found == null) {
      throw new IllegalArgumentException("no weight " + name + " of block " + block);
    }
    return found;
  }

  private static float[] values(NDArray weight) {
    return weight.toFloatArray();
  }
}
