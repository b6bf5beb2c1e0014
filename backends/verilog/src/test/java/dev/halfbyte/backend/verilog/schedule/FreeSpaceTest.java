package dev.halfbyte.backend.verilog.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreeSpaceTest {
  private static final int WORDS = 64;

  /// TreeMap.remove moves the next gap into the entry of the one that was found.
  @Test
  void theGapThatWasFoundIsTheGapThatIsTaken() {
    FreeSpace space = new FreeSpace(48);
    assertEquals(Optional.of(0), space.take(48));
    space.give(2, 2);
    space.give(4 + 2, 24);
    space.give(32, 2);
    assertEquals(Optional.of(6), space.take(4));
    assertEquals(Optional.of(10), space.take(20));
  }

  @Test
  void noWordIsHandedOutTwiceAndTheLowestGapIsTaken() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      FreeSpace space = new FreeSpace(WORDS);
      boolean[] taken = new boolean[WORDS];
      int[] length = new int[WORDS];
      for (int step = 0; step < 100; step++) {
        int words = 1 + random.nextInt(9);
        Optional<Integer> base = space.take(words);
        assertEquals(lowest(taken, words), base, "seed " + seed);
        base.ifPresent(first -> {
          mark(taken, first, words, true);
          length[first] = words;
        });
        int first = random.nextInt(WORDS);
        if (length[first] > 0) {
          space.give(first, length[first]);
          mark(taken, first, length[first], false);
          length[first] = 0;
        }
      }
    }
  }

  private static Optional<Integer> lowest(boolean[] taken, int words) {
    int run = 0;
    for (int word = 0; word < taken.length; word++) {
      run = taken[word] ? 0 : run + 1;
      if (run == words) {
        return Optional.of(word - words + 1);
      }
    }
    return Optional.empty();
  }

  private static void mark(boolean[] taken, int first, int words, boolean value) {
    for (int word = first; word < first + words; word++) {
      taken[word] = value;
    }
  }
}
