package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.abi.VariantPrograms;
import dev.halfbyte.backend.llvm.toolchain.IsaFamily;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.ConstantData;
import dev.halfbyte.loop.LoopProgram;
import dev.halfbyte.source.CompilerBug;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// All constants of a program as one read-only block: a 64-byte head that names program and layout,
/// then each constant on a 64-byte boundary.
///
/// The head is what `init` compares when a caller brings the block from a file.
///
/// @param constants in the order of the image: those of the least variant's program, then what
///   those of others have beside them
/// @param offsets first byte of each constant by buffer name
public record WeightImage(
    List<ConstantData> constants, SequencedMap<String, Long> offsets, Bytes content) {
  static final int ALIGNMENT = 64;
  static final int HEAD_WORDS = 4;

  public WeightImage {
    constants = List.copyOf(constants);
    offsets = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(offsets));
  }

  /// An immutable byte array.
  public static final class Bytes {
    private final byte[] data;

    private Bytes(byte[] data) {
      this.data = data;
    }

    public byte[] toArray() {
      return data.clone();
    }

    public int size() {
      return data.length;
    }
  }

  public static WeightImage of(VariantPrograms programs, IsaFamily family) {
    List<ConstantData> constants = constants(programs);
    SequencedMap<String, Long> offsets = new LinkedHashMap<>();
    long end = ALIGNMENT;
    for (ConstantData constant : constants) {
      offsets.put(constant.buffer().name(), end);
      end = align(end + constant.buffer().bytes().fixed());
    }
    ByteBuffer image = ByteBuffer.allocate(Math.toIntExact(end)).order(ByteOrder.LITTLE_ENDIAN);
    image.put(identity(programs.least().hash(), constants, family));
    for (ConstantData constant : constants) {
      image.position(Math.toIntExact(offset(offsets, constant.buffer())));
      image.put(constant.data().bytes());
    }
    return new WeightImage(constants, offsets, new Bytes(image.array()));
  }

  /// Constants of all programs; those of one name are the same, as [VariantPrograms] are made of
  /// one sealed program by one lowering and panels depend on columns and depth alone.
  private static List<ConstantData> constants(VariantPrograms programs) {
    SequencedMap<String, ConstantData> constants = new LinkedHashMap<>();
    for (LoopProgram program : programs.distinct()) {
      for (ConstantData constant : program.constants()) {
        ConstantData known = constants.putIfAbsent(constant.buffer().name(), constant);
        if (known != null && !known.data().equals(constant.data())) {
          throw new CompilerBug("variants differ in constant " + constant.buffer());
        }
      }
    }
    return List.copyOf(constants.sequencedValues());
  }

  /// First byte of a constant.
  long offset(Buffer buffer) {
    return offset(offsets, buffer);
  }

  private static long offset(Map<String, Long> offsets, Buffer buffer) {
    Long offset = offsets.get(buffer.name());
    if (offset == null) {
      throw new CompilerBug("constant without data: " + buffer);
    }
    return offset;
  }

  /// The words that `init` expects at the start of the block.
  List<Long> head() {
    ByteBuffer words = ByteBuffer.wrap(content.data).order(ByteOrder.LITTLE_ENDIAN);
    return java.util.stream.IntStream.range(0, HEAD_WORDS)
        .mapToObj(i -> words.getLong(8 * i))
        .toList();
  }

  /// SHA-256 of program, instruction set family and layout, which schedules choose.
  private static byte[] identity(String program, List<ConstantData> constants, IsaFamily family) {
    StringBuilder text = new StringBuilder("halfbyte weights 2 ");
    text.append(family.targetName()).append(' ').append(program).append('\n');
    for (ConstantData constant : constants) {
      text.append(constant.buffer())
          .append(' ')
          .append(constant.buffer().bytes())
          .append(' ')
          .append(constant.layout())
          .append('\n');
    }
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest(text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static long align(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
