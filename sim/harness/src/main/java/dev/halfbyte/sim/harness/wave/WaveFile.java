package dev.halfbyte.sim.harness.wave;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads the names of all variables of a waveform file that Verilator wrote.
public final class WaveFile {
  private static final int FST_HIERARCHY_LZ4 = 6;
  private static final int SECTION_HEAD = 9;
  private static final int SCOPE = 254;
  private static final int UPSCOPE = 255;
  private static final int ATTRIBUTE = 252;
  private static final int ATTRIBUTE_END = 253;

  private final List<String> scopes = new ArrayList<>();
  private final List<WaveVariable> variables = new ArrayList<>();

  private WaveFile() {}

  /// Returns the variables of a `.vcd` or `.fst` file, in the order of the file.
  ///
  /// @throws IOException if the file cannot be read or is of another form
  public static List<WaveVariable> variables(Path file) throws IOException {
    WaveFile wave = new WaveFile();
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".vcd")) {
      wave.vcd(file);
    } else {
      wave.hierarchy(ByteBuffer.wrap(fstHierarchy(file)));
    }
    return List.copyOf(wave.variables);
  }

  private void vcd(Path file) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.strip().split("\\s+");
        switch (words[0]) {
          case "$scope" -> scopes.add(words[2]);
          case "$upscope" -> scopes.removeLast();
          case "$var" ->
              variables.add(
                  new WaveVariable(scopes, words[4] + (words[5].startsWith("[") ? words[5] : "")));
          case "$enddefinitions" -> {
            return;
          }
          default -> {}
        }
      }
    }
  }

  /// The hierarchy is the last section of a finished file.
  private static byte[] fstHierarchy(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long at = 0;
      while (at + SECTION_HEAD <= in.length()) {
        in.seek(at);
        int type = in.readUnsignedByte();
        long length = in.readLong();
        if (type == FST_HIERARCHY_LZ4) {
          int plain = Math.toIntExact(in.readLong());
          byte[] packed = new byte[Math.toIntExact(length - 2 * Long.BYTES)];
          in.readFully(packed);
          return Lz4Block.decompress(ByteBuffer.wrap(packed), plain);
        }
        at += 1 + Math.max(0, length);
      }
    }
    throw new IOException(file + " has no hierarchy in the form that Verilator writes");
  }

  private void hierarchy(ByteBuffer in) {
    while (in.hasRemaining()) {
      int tag = in.get() & 0xff;
      switch (tag) {
        case SCOPE -> {
          in.get();
          scopes.add(text(in));
          text(in);
        }
        case UPSCOPE -> scopes.removeLast();
        case ATTRIBUTE -> {
          in.getShort();
          text(in);
          number(in);
        }
        case ATTRIBUTE_END -> {}
        default -> {
          in.get();
          variables.add(new WaveVariable(scopes, text(in).replace(" ", "")));
          number(in);
          number(in);
        }
      }
    }
  }

  private static String text(ByteBuffer in) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte next = in.get(); next != 0; next = in.get()) {
      bytes.write(next);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// A number of seven bits a byte, the highest bit of all but the last set.
  private static void number(ByteBuffer in) {
    while (in.get() < 0) {}
  }
}
