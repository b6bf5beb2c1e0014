package dev.halfbyte.examples.glyphs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a training that was interrupted goes on from: steps done, weights and both moments of the
/// optimizer. It goes on as it would have without the interruption.
final class Checkpoint {
  private static final String FILE = "checkpoint.safetensors";
  private static final String STEPS = "steps";
  private static final TensorType COUNT = new TensorType(ElemType.S32, dev.halfbyte.ir.Shape.of(1));

  private Checkpoint() {}

  static void write(Path folder, int steps, Map<String, Map<String, NDArray>> arrays)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(STEPS, Tensor.ofInts(COUNT, steps));
    arrays.forEach(
        (kind, of) -> of.forEach((name, array) -> tensors.put(kind + "." + name, tensor(array))));
    TensorFiles.write(folder.resolve(FILE), tensors);
  }

  /// Steps done; 0 if there is no checkpoint. Else `arrays` are replaced by those of the file.
  static int read(Path folder, Map<String, Map<String, NDArray>> arrays, NDManager manager) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return 0;
    }
    Map<String, Tensor> tensors = TensorFiles.read(file, TensorLimits.DEFAULT);
    arrays.forEach((kind, of) ->
        of.replaceAll((name, array) -> replaced(tensors, kind + "." + name, array, manager)));
    return Math.toIntExact(of(tensors, STEPS).longAt(0));
  }

  private static NDArray replaced(
      Map<String, Tensor> tensors, String name, NDArray old, NDManager manager) {
    Shape shape = old.getShape();
    boolean trained = old.hasGradient();
    old.close();
    NDArray array = manager.create(of(tensors, name).floats(), shape);
    array.setRequiresGradient(trained);
    return array;
  }

  private static Tensor of(Map<String, Tensor> tensors, String name) {
    Tensor found = tensors.get(name);
    if (found == null) {
      throw new IllegalStateException(FILE + " is of another model: it lacks " + name);
    }
    return found;
  }

  private static Tensor tensor(NDArray array) {
    return Tensor.ofFloats(
        dev.halfbyte.ir.Shape.of(array.getShape().getShape()), array.toFloatArray());
  }
}
