package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
  @ParameterizedTest
  @CsvSource({
    "8, 1, 8, true, 17, 3",
    "1, 4, 4, true, 5, 7",
    "4, 2, 8, false, 9, 5",
    "4, 2, 16, true, 4, 2",
    "16, 4, 16, true, 20, 9",
    "1, 1, 4, false, 1, 1",
    "3, 5, 8, true, 0, 4"
  })
  void unpackUndoesPack(int rows, int lanes, int bits, boolean signed, int m, int n) {
    Layout layout = Layout.dense(rows, lanes, bits, signed, m, n);
    int least = signed ? -(1 << (bits - 1)) : 0;
    int[] codes = new Random(1).ints((long) m * n, least, least + (1 << bits)).toArray();
    assertArrayEquals(codes, layout.unpack(layout.pack(codes, 5)));
  }

  @Test
  void elementsSitWhereTheFormulaSaysAndTailsAreZero() {
    // Rows 2, lanes 2, 3 x 3: words (block 0: k 0-1, k 2), (block 1: k 0-1, k 2), four bytes each.
    Layout layout = Layout.dense(2, 2, 8, true, 3, 3);
    int[] codes = {1, 2, 3, 4, 5, 6, 7, 8, -1};
    assertArrayEquals(
        new long[] {0x05_04_02_01L, 0x00_06_00_03L, 0x00_00_08_07L, 0x00_00_00_ffL},
        layout.pack(codes, 0));
  }

  @Test
  void blocksOfRowsMayBePadded() {
    Layout padded = new Layout(1, 2, 8, true, 2, 3, 4);
    long[] beats = {0x0201, 0x03, 0, 0, 0x0504, 0x06, 0, 0};
    assertArrayEquals(beats, padded.pack(new int[] {1, 2, 3, 4, 5, 6}, 0));
    beats[1] = 0x7703;
    beats[2] = 0x7777;
    assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, padded.unpack(beats));
  }

  @Test
  void tailsHaveTheCodeOfZero() {
    Layout padded = new Layout(1, 2, 4, true, 2, 3, 3);
    assertArrayEquals(
        new long[] {0x21, 0xd3, 0xdd, 0x54, 0xd6, 0xdd},
        padded.pack(new int[] {1, 2, 3, 4, 5, 6}, -3));
  }

  @Test
  void aWordIsPaddedToWholeBeats() {
    // 3 * 3 * 8 = 72 bits: two beats a word, the second with one byte.
    Layout layout = Layout.dense(3, 3, 8, false, 3, 3);
    assertEquals(2, layout.beats());
    assertArrayEquals(
        new long[] {0x08_07_06_05_04_03_02_01L, 0x09},
        layout.pack(new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 0));
  }
}
