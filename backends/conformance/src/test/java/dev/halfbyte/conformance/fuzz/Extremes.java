package dev.halfbyte.conformance.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Seeds with a number in them replaced by one at the edge of some type, which flipping bytes
/// rarely reaches.
final class Extremes {
  private static final Pattern NUMBER =
      Pattern.compile("(?<![\\w.%])-?[0-9]+(\\.[0-9]+)?([eE]-?[0-9]+)?");
  private static final List<String> REPLACEMENTS =
      List.of(
          "9223372036854775807",
          "-9223372036854775808",
          "4611686018427387904",
          "999999999999999999",
          "3000000000",
          "4294967296",
          "2147483647",
          "-2147483648",
          "1e999999999",
          "65536",
          "256",
          "255",
          "64",
          "63",
          "2",
          "1",
          "0",
          "-1",
          "0.5");

  private Extremes() {}

  /// `count` variants of the seeds that hold numbers; those that become too long are left out.
  static List<byte[]> of(FuzzTarget target, List<byte[]> seeds, int count, long randomSeed) {
    SplittableRandom random = new SplittableRandom(randomSeed);
    List<byte[]> variants = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] seed = seeds.get(random.nextInt(seeds.size()));
      String text = new String(seed, StandardCharsets.ISO_8859_1);
      List<MatchResult> numbers = NUMBER.matcher(text).results().toList();
      if (!numbers.isEmpty()) {
        MatchResult number = numbers.get(random.nextInt(numbers.size()));
        String other = REPLACEMENTS.get(random.nextInt(REPLACEMENTS.size()));
        String changed = text.substring(0, number.start()) + other + text.substring(number.end());
        int longer = changed.length() - text.length();
        variants.add(resized(target, changed.getBytes(StandardCharsets.ISO_8859_1), longer));
      }
    }
    return variants.stream().filter(variant -> variant.length <= target.longest()).toList();
  }

  /// Formats that state the length of their header: states the new one.
  private static byte[] resized(FuzzTarget target, byte[] file, int longer) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    switch (target) {
      case NPY -> buffer.putShort(8, (short) (buffer.getShort(8) + longer));
      case SAFETENSORS -> buffer.putLong(0, buffer.getLong(0) + longer);
      case DSL, IR, PIPELINE, SCHEDULE, TUNE, COMMANDS, MANIFEST, CALIBRATION, NPZ, PROGRAMS -> {
        // Nothing is stated.
      }
    }
    return file;
  }
}
