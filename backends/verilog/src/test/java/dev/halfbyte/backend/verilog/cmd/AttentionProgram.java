package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Random;

/// A head of attention behind a norm, written by hand in the text form.
public final class AttentionProgram {
  private AttentionProgram() {}

  public static String text() {
    try (InputStream text = AttentionProgram.class.getResourceAsStream("attention.cmd")) {
      return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CommandProgram parse(String text) {
    return CommandParser.parse(SourceFile.of("attention.cmd", text));
  }

  /// Returns the program of a text with random constants that use the ranges of codes.
  public static CommandKernel kernel(String text, long seed) {
    CommandProgram program = parse(text);
    Random random = new Random(seed);
    ConstantImage last = program.images().getLast();
    byte[] bytes = new byte[last.offset() + last.bytes()];
    random.nextBytes(bytes);
    gains(program.image("gain"), program.config(), bytes, random);
    records(program.image("par"), program.config(), bytes, random);
    return new CommandKernel(program, bytes);
  }

  private static void gains(
      ConstantImage image, AcceleratorConfig config, byte[] bytes, Random random) {
    int wordBytes = WordBits.bytesPerWord(Memory.GAIN, config);
    for (int c = 0; c < image.words() * Memory.GAIN_ELEMENTS; c++) {
      int word = image.offset() + c / Memory.GAIN_ELEMENTS * wordBytes;
      int part = c % Memory.GAIN_ELEMENTS * 3;
      int bias = random.nextInt(-1 << 20, 1 << 20);
      put(bytes, word, part, Short.SIZE, random.nextInt(-1 << 12, 1 << 12));
      put(bytes, word, part + 1, Short.SIZE, bias);
      put(bytes, word, part + 2, Short.SIZE, bias >> Short.SIZE);
    }
  }

  private static void records(
      ConstantImage image, AcceleratorConfig config, byte[] bytes, Random random) {
    int wordBytes = WordBits.bytesPerWord(Memory.PAR, config);
    for (int i = 0; i < image.words() * config.lanes(); i++) {
      int word = image.offset() + i / config.lanes() * wordBytes;
      int part = i % config.lanes() * 4;
      put(bytes, word, part, Integer.SIZE, random.nextInt(-30, 30));
      put(bytes, word, part + 1, Integer.SIZE, random.nextInt(1 << 10, 1 << 13));
      put(bytes, word, part + 2, Integer.SIZE, 13);
    }
  }

  private static void put(byte[] bytes, int word, int position, int bits, int value) {
    for (int i = 0; i < bits / Byte.SIZE; i++) {
      bytes[word + position * bits / Byte.SIZE + i] = (byte) (value >> Byte.SIZE * i);
    }
  }
}
