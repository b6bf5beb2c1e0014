package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Collects the constant words of a program into one file.
///
/// The words themselves are made when the file is asked for: of many programs that are tried, one
/// is kept.
final class ConstantPool {
  private final AcceleratorConfig config;
  private final Map<String, ConstantImage> images = new LinkedHashMap<>();
  private final List<Supplier<byte[]>> contents = new ArrayList<>();
  private int size;

  ConstantPool(AcceleratorConfig config) {
    this.config = config;
  }

  /// Returns the image of that name, which is added if there is none.
  ///
  /// @param content the words as they cross the in stream
  ConstantImage image(String name, Memory memory, int words, Supplier<byte[]> content) {
    return Optional.ofNullable(images.get(name)).orElseGet(() -> add(name, memory, words, content));
  }

  private ConstantImage add(String name, Memory memory, int words, Supplier<byte[]> content) {
    int bytes = words * memory.beatsPerWord(config) * Long.BYTES;
    ConstantImage image = new ConstantImage(name, memory, words, size, bytes);
    images.put(name, image);
    contents.add(content);
    size += bytes;
    return image;
  }

  List<ConstantImage> images() {
    return List.copyOf(images.values());
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
    contents.forEach(content -> bytes.writeBytes(content.get()));
    return bytes.toByteArray();
  }
}
