package dev.halfbyte.ir.text;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/// Where a parser finds the constants that a text names by digest only.
@FunctionalInterface
public interface ConstantPool {
  /// The tensor of [Tensor#digest] `digest`; `type` is what the text declares.
  Optional<Tensor> find(TensorType type, String digest);

  /// Constants in memory, as made by [IrPrinter#pool].
  static ConstantPool of(SortedMap<String, Tensor> tensors) {
    return (_, digest) -> Optional.ofNullable(tensors.get(digest));
  }

  /// Constants in files named by their digests, raw little-endian, as a dump folder has them; a
  /// file whose content is not what its name says counts as absent.
  static ConstantPool inFolder(Path folder) {
    return (type, digest) -> {
      if (!digest.matches("[0-9a-f]{64}") || !type.shape().isFixed()) {
        return Optional.empty();
      }
      try {
        byte[] bytes = Files.readAllBytes(folder.resolve(digest));
        long expected = type.shape().count().fixed() * type.elem().bytes();
        return bytes.length != expected
            ? Optional.empty()
            : Optional.of(Tensor.ofBytes(type, bytes)).filter(t -> t.digest().equals(digest));
      } catch (IOException e) {
        return Optional.empty();
      }
    };
  }
}
