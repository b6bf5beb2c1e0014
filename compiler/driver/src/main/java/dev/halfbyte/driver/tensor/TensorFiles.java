package dev.halfbyte.driver.tensor;

import dev.halfbyte.driver.output.AtomicFiles;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.CompilerBug;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipException;

/// Reads and writes tensor files; the format follows the file's ending.
public final class TensorFiles {
  private TensorFiles() {}

  /// All tensors of an `.npz` or `.safetensors` file, or the single one of an `.npy` file under the
  /// file's stem.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException when the file cannot be read, is malformed or
  ///   would need more than the limits allow
  public static SequencedMap<String, Tensor> read(Path path, TensorLimits limits) {
    String name = String.valueOf(path.getFileName());
    Faults faults = new Faults(path.toString());
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      if (name.endsWith(".npz")) {
        return NpzFormat.read(path, faults, limits.maxBytes());
      }
      if (name.endsWith(".safetensors")) {
        return SafetensorsFormat.read(in, faults, limits.maxBytes());
      }
      if (name.endsWith(".npy")) {
        String stem = faults.checkName(name.substring(0, name.length() - 4));
        return single(stem, NpyFormat.read(in, stem, faults, limits.maxBytes()));
      }
    } catch (ZipException e) {
      throw faults.badHeader("damaged zip archive");
    } catch (IOException e) {
      throw faults.fault(
          TensorFileCode.UNREADABLE,
          "cannot be read (" + e.getClass().getSimpleName() + ")",
          "check the path and its permissions");
    }
    throw faults.fault(
        TensorFileCode.UNKNOWN_FORMAT,
        "the ending tells no format",
        "use .npy, .npz or .safetensors");
  }

  /// One npy array from a stream, under `name`.
  public static Tensor readNpy(InputStream in, String name, TensorLimits limits) {
    Faults faults = new Faults("standard input");
    try {
      return NpyFormat.read(in, name, faults, limits.maxBytes());
    } catch (IOException e) {
      throw faults.fault(TensorFileCode.UNREADABLE, "cannot be read", "pipe one npy array in");
    }
  }

  /// The bytes of a file that holds `tensors`; for `.npy` exactly one.
  public static byte[] encode(String fileName, Map<String, Tensor> tensors) {
    try {
      if (fileName.endsWith(".npz")) {
        return NpzFormat.write(tensors);
      }
    } catch (IOException e) {
      throw new CompilerBug("a zip archive in memory failed", e);
    }
    if (fileName.endsWith(".safetensors")) {
      return SafetensorsFormat.write(tensors);
    }
    Faults faults = new Faults(fileName);
    if (fileName.endsWith(".npy") && tensors.size() == 1) {
      return NpyFormat.write(tensors.values().iterator().next());
    }
    throw faults.fault(
        TensorFileCode.UNKNOWN_FORMAT,
        "cannot hold " + tensors.size() + " tensors under this ending",
        "use .npz or .safetensors; .npy for a single tensor");
  }

  /// Writes `tensors` in one atomic step.
  public static void write(Path path, Map<String, Tensor> tensors) throws IOException {
    AtomicFiles.write(path, encode(String.valueOf(path.getFileName()), tensors));
  }

  private static SequencedMap<String, Tensor> single(String name, Tensor tensor) {
    SequencedMap<String, Tensor> map = new LinkedHashMap<>();
    map.put(name, tensor);
    return map;
  }
}
