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
  private final Map<String, Content> contents = new LinkedHashMap<>();

  ConstantPool(AcceleratorConfig config) {
    this.config = config;
  }

  /// An image, as yet without its place in the file, and its words.
  private record Content(ConstantImage image, Supplier<byte[]> words) {}

  /// Returns the image of that name, which is added if there is none.
  ///
  /// @param content the words as they cross the in stream
  ConstantImage image(String name, Memory memory, int words, Supplier<byte[]> content) {
    int bytes = words * memory.beatsPerWord(config) * Long.BYTES;
    return contents
        .computeIfAbsent(
            name, n -> new Content(new ConstantImage(n, memory, words, 0, bytes), content))
        .image();
  }

  /// Returns the images one behind the other in the file, in the order of their first use.
  ///
  /// @param uses names of images
  List<ConstantImage> images(List<String> uses) {
    List<ConstantImage> placed = new ArrayList<>();
    int offset = 0;
    for (Content content : used(uses)) {
      ConstantImage image = content.image();
      placed.add(
          new ConstantImage(image.name(), image.memory(), image.words(), offset, image.bytes()));
      offset += image.bytes();
    }
    return placed;
  }

  /// Returns the file of [#images].
  byte[] bytes(List<String> uses) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    used(uses).forEach(content -> bytes.writeBytes(content.words().get()));
    return bytes.toByteArray();
  }

  private List<Content> used(List<String> uses) {
    return uses.stream()
        .distinct()
        .map(name -> Optional.ofNullable(contents.get(name)).orElseThrow())
        .toList();
  }
}
