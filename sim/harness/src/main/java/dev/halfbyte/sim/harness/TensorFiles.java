package dev.halfbyte.sim.harness;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.sim.verilator.FailureCode;
import dev.halfbyte.sim.verilator.SimulationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Tensors in a folder: a list in JSON and one raw little-endian file each; see
/// sim/docs/manifest.md.
public final class TensorFiles {
  private static final int FORMAT = 1;
  private static final int MAX_DIMENSION = 1 << 24;
  private static final long MAX_BYTES = 1L << 29;

  private TensorFiles() {}

  /// Reads the tensors that `folder/list` names.
  ///
  /// @throws SimulationFailure INPUT_MISMATCH when list and files do not agree, MANIFEST_FILE when
  ///   one is missing or lies elsewhere
  public static List<Tensor> read(Path folder, String list) {
    Path file = folder.resolve(list);
    JsonFields json = JsonFields.read(file, FailureCode.INPUT_MISMATCH);
    json.small("format", FORMAT, FORMAT);
    ManifestFolder files = ManifestFolder.of(file);
    return json.children("tensors").stream().map(field -> tensor(field, files)).toList();
  }

  /// Writes the tensors and then `folder/list`; the name of each data file is made of the list's
  /// name and a number.
  ///
  /// @throws SimulationFailure OUTPUT_UNWRITABLE
  public static void write(Path folder, String list, List<Tensor> tensors) {
    JsonArray entries = new JsonArray();
    String stem = list.substring(0, list.lastIndexOf('.'));
    for (Tensor tensor : tensors) {
      String name = stem + "-" + entries.size() + ".bin";
      writeAtomically(folder.resolve(name), tensor.bytes());
      JsonArray shape = new JsonArray();
      tensor.shape().forEach(shape::add);
      JsonObject entry = new JsonObject();
      entry.addProperty("name", tensor.name());
      entry.addProperty("dtype", "f32");
      entry.add("shape", shape);
      entry.addProperty("file", name);
      entries.add(entry);
    }
    JsonObject root = new JsonObject();
    root.addProperty("format", FORMAT);
    root.add("tensors", entries);
    writeAtomically(folder.resolve(list), JsonText.bytes(root));
  }

  /// Writes to a temporary file beside `file`, then renames it.
  static void writeAtomically(Path file, byte[] content) {
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().resolveSibling("."));
      Path temporary = Files.createTempFile(folder, "write-", ".tmp");
      try {
        Files.write(temporary, content);
        Files.move(
            temporary,
            file,
            java.nio.file.StandardCopyOption.ATOMIC_MOVE,
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException failure) {
      throw new SimulationFailure(
          FailureCode.OUTPUT_UNWRITABLE,
          file + " cannot be written: " + failure.getMessage(),
          "name a folder that can be written",
          failure);
    }
  }

  private static Tensor tensor(JsonFields field, ManifestFolder files) {
    if (!field.text("dtype").equals("f32")) {
      throw field.wrong("dtype", "is not f32");
    }
    List<Integer> shape = field.integers("shape", 0, MAX_DIMENSION);
    Path file = files.file(field.text("file"));
    long bytes = Float.BYTES;
    for (int extent : shape) {
      bytes = Math.min(bytes * extent, MAX_BYTES + 1);
    }
    if (bytes > MAX_BYTES || bytes != files.size(file)) {
      throw field.wrong("file", "does not have the size that shape " + shape + " needs");
    }
    try {
      return Tensor.ofBytes(field.text("name"), shape, Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw field.wrong("file", "cannot be read");
    }
  }
}
