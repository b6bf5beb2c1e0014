package dev.halfbyte.backend.verilog.cmd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Memory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Softmax commands against section 10 of numerics.md in numbers of any size.
class SoftmaxModelTest {
  private static final AcceleratorConfig CONFIG = AcceleratorConfig.preset("edge16").orElseThrow();
  private static final int LANES = CONFIG.lanes();
  private static final int ZERO = 11;
  private static final int UNTOUCHED = 6;

  private final Random random = new Random(5);
  private final MemoryModel memory = new MemoryModel(CONFIG);
  private final int[] numbers = random.ints(256, 0, 1 << 16).toArray();
  private final int[] codes = random.ints(256, 0, 16).toArray();

  SoftmaxModelTest() {
    for (int d = 0; d < 256; d++) {
      memory.write(Memory.EXP, d, 0, numbers[d] << 8 | codes[d]);
    }
  }

  @Test
  void randomRowsGiveTheFormula() {
    for (int i = 0; i < 300; i++) {
      int rows = 1 + random.nextInt(5);
      int count = 1 + random.nextInt(40);
      int spread = 1 << random.nextInt(16);
      int[][] logits = new int[rows][];
      for (int r = 0; r < rows; r++) {
        logits[r] = random.ints(count, -spread, spread).toArray();
      }
      Optional<Integer> first =
          random.nextBoolean() ? Optional.of(random.nextInt(count + 3)) : Optional.empty();
      check(logits, first, random.nextBoolean(), random.nextInt(3));
    }
  }

  @Test
  void rowsOfOneElementAndTies() {
    for (boolean late : new boolean[] {true, false}) {
      check(new int[][] {{-5}}, Optional.empty(), late, 0);
      check(new int[][] {{7, 7, 7, 7, 7}}, Optional.empty(), late, 0);
      check(new int[][] {{-32768, 32767, -32768, 32767}}, Optional.empty(), late, 1);
    }
  }

  @Test
  void aRowWithoutElementsIsZeroAndItsSumCountsAsOne() {
    int[][] logits = {{100, 200, 300}, {1, 2, 3}};
    for (boolean late : new boolean[] {true, false}) {
      check(logits, Optional.of(0), late, 1);
      check(logits, Optional.of(1), late, 0);
    }
    run(logits, Optional.of(0), true, 0);
    assertEquals(((1 << 16) - 1) * 40_000L >> 7, memory.factorMultiplier(3));
    assertEquals(20, memory.factorShift(3));
  }

  @Test
  void whatIsBehindARowHasNoPart() {
    check(new int[][] {{1, 2, 3, 4, 30000}, {4, 3, 2, 1, 30000}}, Optional.of(4), true, 2);
  }

  private void check(int[][] logits, Optional<Integer> first, boolean late, int spareWords) {
    Command.Softmax softmax = run(logits, first, late, spareWords);
    for (int r = 0; r < logits.length; r++) {
      int count = Math.min(logits[r].length, first.orElse(logits[r].length) + r);
      List<Integer> expected = expected(logits[r], count, late);
      for (int i = count; i < softmax.words() * LANES; i++) {
        expected.add(ZERO);
      }
      expected.add(UNTOUCHED);
      assertEquals(expected, row(softmax, r, expected.size()));
      if (late) {
        checkFactor(softmax.late().orElseThrow(), r, logits[r], count);
      }
    }
  }

  private Command.Softmax run(
      int[][] logits, Optional<Integer> first, boolean late, int spareWords) {
    int count = logits[0].length;
    int words = Math.ceilDiv(count, LANES) + spareWords;
    boolean side = random.nextBoolean();
    Command.Softmax softmax =
        new Command.Softmax(
            new Command.RowSpan(side ? Memory.SIDE_BASE + 30 : 7, words + 1, logits.length),
            count,
            first,
            words,
            new Command.RowSpan(side ? 40 : Memory.SIDE_BASE + 3, words + 2, logits.length),
            ZERO,
            late ? Optional.of(new Command.Softmax.Late(3, 40_000, 7, 20)) : Optional.empty(),
            Set.of());
    for (int r = 0; r < logits.length; r++) {
      for (int i = 0; i < count; i++) {
        int word = softmax.source().base() + r * softmax.source().stride() + i / LANES;
        memory.write(Memory.RES, word, i % LANES, logits[r][i]);
      }
      int behind = softmax.output().base() + r * softmax.output().stride() + words;
      memory.write(Memory.ACT, behind, 0, UNTOUCHED);
    }
    new SoftmaxModel(CONFIG, memory, softmax).run();
    return softmax;
  }

  private List<Integer> row(Command.Softmax softmax, int row, int count) {
    List<Integer> found = new ArrayList<>();
    int base = softmax.output().base() + row * softmax.output().stride();
    for (int i = 0; i < count; i++) {
      found.add(memory.act(base + i / LANES, i % LANES, false));
    }
    return found;
  }

  private static int distance(int[] row, int count, int i) {
    int max = Integer.MIN_VALUE;
    for (int k = 0; k < count; k++) {
      max = Math.max(max, row[k]);
    }
    return Math.clamp((long) max - row[i], 0, 255);
  }

  private List<Integer> expected(int[] row, int count, boolean late) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      sum = sum.add(power(distance(row, count, i)));
    }
    int log = late ? 0 : logarithm(sum.max(BigInteger.TWO.pow(14)));
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      expected.add(codes[Math.min(distance(row, count, i) + log, 255)]);
    }
    return expected;
  }

  private void checkFactor(Command.Softmax.Late late, int row, int[] logits, int count) {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      sum = sum.add(Exact.big(numbers[distance(logits, count, i)]));
    }
    sum = sum.max(BigInteger.ONE);
    int exponent = sum.bitLength() - 1;
    BigInteger normal = sum.shiftLeft(31).divide(BigInteger.TWO.pow(exponent));
    BigInteger reciprocal = BigInteger.TWO.pow(47).subtract(BigInteger.ONE).divide(normal);
    BigInteger multiplier =
        reciprocal.multiply(Exact.big(late.multiplier())).divide(BigInteger.TWO.pow(late.shift()));
    assertEquals(multiplier.intValueExact(), memory.factorMultiplier(late.base() + row));
    assertEquals(exponent + late.offset(), memory.factorShift(late.base() + row));
  }

  /// W: the integer w nearest to `x = 2^(14 - f / 16)`, found by `(2 w - 1)^16 <= (2 x)^16`,
  /// shifted.
  private static BigInteger power(int distance) {
    BigInteger doubled = BigInteger.TWO.pow(16 * 15 - distance % 16);
    BigInteger w = BigInteger.TWO.pow(13);
    while (w.shiftLeft(1).add(BigInteger.ONE).pow(16).compareTo(doubled) <= 0) {
      w = w.add(BigInteger.ONE);
    }
    return w.divide(BigInteger.TWO.pow(distance / 16));
  }

  /// L: `16 (e - 14)` and the integer l nearest to `16 log2((2 i + 1) / 256)`, i the upper 8 bits.
  private static int logarithm(BigInteger sum) {
    int exponent = sum.bitLength() - 1;
    BigInteger upper = sum.shiftRight(exponent - 7);
    BigInteger power = upper.shiftLeft(1).add(BigInteger.ONE).pow(32);
    int l = 0;
    while (BigInteger.TWO.pow(256 + 2 * l + 1).compareTo(power) <= 0) {
      l++;
    }
    return 16 * (exponent - 14) + l;
  }
}
