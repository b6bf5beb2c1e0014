package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.driver.tensor.TensorFiles;
import dev.halfbyte.driver.tensor.TensorLimits;
import dev.halfbyte.ir.Tensor;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Map;
import java.util.SequencedMap;

/// The law of the tensor readers: what is read and written again reads the same.
final class TensorFile {
  private static final TensorLimits LIMITS = new TensorLimits(1 << 20);

  private TensorFile() {}

  /// A file with the given ending, read from disk as a user's is.
  static void check(byte[] input, String ending) {
    ScratchFile file = ScratchFile.of("fuzz" + ending);
    file.write(input);
    Law.accepted(() -> TensorFiles.read(file.path(), LIMITS))
        .ifPresent(tensors -> {
          file.write(TensorFiles.encode("fuzz" + ending, tensors));
          same(tensors, TensorFiles.read(file.path(), LIMITS));
        });
  }

  /// One npy array from a stream.
  static void checkStream(byte[] input) {
    Law.accepted(() -> TensorFiles.readNpy(new ByteArrayInputStream(input), "x", LIMITS))
        .ifPresent(tensor -> {
          byte[] again = TensorFiles.encode("x.npy", Map.of("x", tensor));
          Law.equal(
              tensor,
              TensorFiles.readNpy(new ByteArrayInputStream(again), "x", LIMITS),
              "a tensor survives writing");
        });
  }

  private static void same(
      SequencedMap<String, Tensor> expected, SequencedMap<String, Tensor> actual) {
    Law.equal(
        new ArrayList<>(expected.keySet()), new ArrayList<>(actual.keySet()), "names and order");
    Law.equal(expected, actual, "tensors survive writing");
  }
}
