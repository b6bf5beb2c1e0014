package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random segments of random digits.
final class RandomPlanes {
  private RandomPlanes() {}

  /// @param actPlanes how many times 4 bits a code has
  static DigitPlanes of(Random random, int actPlanes) {
    return of(random, actPlanes, DigitSegment.CODES);
  }

  /// @param zero 4 bits whose digit is always 0; that of octaves is 0 for code 255
  static DigitPlanes of(Random random, int actPlanes, int zero) {
    List<List<Integer>> tables = new ArrayList<>();
    for (int table = 0; table < DigitPlanes.MAX_TABLES; table++) {
      List<Integer> digits = new ArrayList<>();
      for (int code = 0; code < DigitSegment.CODES; code++) {
        digits.add(code != zero && random.nextBoolean() ? random.nextInt(DigitSegment.CODES) : 0);
      }
      tables.add(digits);
    }
    OctaveTable octaves = OctaveTable.ofMantissas(random.ints(16, 0, 256).boxed().toList());
    boolean octave = actPlanes == 2 && random.nextInt(3) == 0;
    List<Segment> segments = new ArrayList<>();
    for (int s = random.nextInt(DigitPlanes.MAX_SEGMENTS); s >= 0; s--) {
      int table = random.nextInt(DigitPlanes.MAX_TABLES);
      int shift = List.of(0, 1, 4).get(random.nextInt(3));
      segments.add(
          octave
              ? new OctaveSegment(octaves, table, random.nextInt(2), random.nextBoolean(), shift)
              : new DigitSegment(
                  tables.get(table),
                  random.nextInt(actPlanes),
                  random.nextInt(2),
                  table % 2 == 0,
                  random.nextBoolean(),
                  shift));
    }
    return new DigitPlanes(segments, random.nextBoolean() ? 0 : random.nextInt(segments.size()));
  }
}
