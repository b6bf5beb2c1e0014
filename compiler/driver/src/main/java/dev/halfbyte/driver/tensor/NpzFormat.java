package dev.halfbyte.driver.tensor;

import dev.halfbyte.ir.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// NumPy's npz format: a zip archive with one `name.npy` per array.
final class NpzFormat {
  private static final int MAX_ENTRIES = 100_000;

  private NpzFormat() {}

  /// Goes by the archive's directory at its end, so an archive that was cut is noticed.
  static SequencedMap<String, Tensor> read(Path path, Faults faults, long maxBytes)
      throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    long left = maxBytes;
    try (ZipFile zip = new ZipFile(path.toFile())) {
      if (zip.size() == 0 || zip.size() > MAX_ENTRIES) {
        throw faults.fault(
            TensorFileCode.UNKNOWN_FORMAT,
            zip.size() + " arrays in the archive",
            "save it with numpy.savez");
      }
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entryName(entry, faults);
        Tensor tensor;
        // The header of an array states its size, so a bomb is refused before it unfolds.
        try (InputStream in = zip.getInputStream(entry)) {
          tensor = NpyFormat.read(in, name, faults, left);
        }
        left -= (long) tensor.count() * tensor.type().elem().bytes();
        if (tensors.put(name, tensor) != null) {
          throw faults.fault(
              TensorFileCode.DUPLICATE, "tensor `" + name + "` twice", "give each array one name");
        }
      }
    } catch (ZipException e) {
      throw faults.badHeader("damaged zip archive (" + e.getMessage() + ")");
    }
    return tensors;
  }

  private static String entryName(ZipEntry entry, Faults faults) {
    String name = entry.getName();
    if (!name.endsWith(".npy")) {
      throw faults.fault(
          TensorFileCode.BAD_NAME,
          "archive member that is no array",
          "an npz holds only .npy members");
    }
    return faults.checkName(name.substring(0, name.length() - ".npy".length()));
  }

  /// The archive for `tensors`, stored without compression and without times, so equal tensors give
  /// equal bytes.
  static byte[] write(Map<String, Tensor> tensors) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
        byte[] content = NpyFormat.write(tensor.getValue());
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(tensor.getKey() + ".npy");
        entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
