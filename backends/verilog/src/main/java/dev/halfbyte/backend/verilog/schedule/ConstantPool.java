package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.rtl.Memory;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// Collects the constant words of a program into one file.
final class ConstantPool {
  private final List<ConstantImage> images = new ArrayList<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// Appends words as they cross the in stream.
  ConstantImage add(String name, Memory memory, int words, byte[] content) {
    ConstantImage image = new ConstantImage(name, memory, words, bytes.size(), content.length);
    bytes.writeBytes(content);
    images.add(image);
    return image;
  }

  List<ConstantImage> images() {
    return List.copyOf(images);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
