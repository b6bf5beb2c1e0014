package dev.halfbyte.backend.verilog.cmd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Memory;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Norm commands against section 8 of numerics.md in numbers of any size.
class NormModelTest {
  private static final AcceleratorConfig CONFIG = AcceleratorConfig.preset("edge16").orElseThrow();
  private static final int LANES = CONFIG.lanes();
  private static final int GAIN_BASE = 5;

  private final Random random = new Random(8);
  private final MemoryModel memory = new MemoryModel(CONFIG);

  /// Gains and biases of the elements of a row.
  private static final class Parameters {
    private final int[] gains;
    private final int[] biases;

    Parameters(int count) {
      this.gains = new int[count];
      this.biases = new int[count];
    }
  }

  @Test
  void randomRowsGiveTheFormula() {
    for (int i = 0; i < 300; i++) {
      int count = 1 + random.nextInt(random.nextInt(8) == 0 ? 256 : 30);
      int spread = 1 << 1 + random.nextInt(15);
      int[][] rows = new int[1 + random.nextInt(3)][];
      for (int r = 0; r < rows.length; r++) {
        rows[r] = random.ints(count, -spread, spread).toArray();
      }
      check(
          rows, form(count, random.nextBoolean(), random.nextLong(1, 1L << random.nextInt(1, 49))));
    }
  }

  @Test
  void rowsOfOneElementAndTies() {
    for (boolean rms : new boolean[] {true, false}) {
      check(new int[][] {{-32768}, {0}, {1}}, form(1, rms, 1));
      check(new int[][] {{9, 9, 9, 9, 9}, {-3, -3, -3, -3, -3}}, form(5, rms, 1));
      int[] far = new int[256];
      far[17] = 32767;
      check(new int[][] {far}, form(256, rms, 1));
    }
  }

  /// A gain of one and a shift by F give the quotient as a code.
  @Test
  void codesAreNearTheQuotientOfRealNumbers() {
    Command.Norm.Form form = new Command.Norm.Form(false, true, 11, 1, 11, 0, -8, 7);
    int[] row = random.ints(64, -3000, 3000).toArray();
    double mean = 0;
    double squares = 0;
    for (int q : row) {
      mean += q / 64.0;
      squares += (double) q * q / 64;
    }
    run(new int[][] {row}, form, parameters(64, 1, 0));
    int exact = 0;
    for (int i = 0; i < row.length; i++) {
      double z = (row[i] - mean) / Math.sqrt(squares - mean * mean);
      int code = memory.act(0x40 + i / LANES, i % LANES, true);
      assertTrue(Math.abs(code - z) <= 0.501, code + " of " + z);
      exact += code == Math.rint(z) ? 1 : 0;
    }
    assertTrue(exact > 60, exact + " codes are nearest");
  }

  private Command.Norm.Form form(int count, boolean rms, long guard) {
    boolean wide = random.nextBoolean();
    int octaves = count == 1 ? 0 : BigInteger.valueOf(count - 1).bitLength();
    int most = Math.min(wide ? 15 : 11, 15 - Math.ceilDiv(octaves, 2));
    int fraction = random.nextInt(3) == 0 ? random.nextInt(most + 1) : most;
    boolean signed = random.nextBoolean();
    int zero = signed ? random.nextInt(-2, 3) : random.nextInt(16);
    return new Command.Norm.Form(
        rms, wide, fraction, guard, 1 + random.nextInt(30), zero, signed ? -8 : 0, signed ? 7 : 15);
  }

  private static Parameters parameters(int count, int gain, int bias) {
    Parameters parameters = new Parameters(count);
    Arrays.fill(parameters.gains, gain);
    Arrays.fill(parameters.biases, bias);
    return parameters;
  }

  private Parameters parameters(int count) {
    Parameters parameters = parameters(count, 0, 0);
    for (int c = 0; c < count; c++) {
      parameters.gains[c] = (short) random.nextInt();
      int room = Integer.MAX_VALUE - 32768 * Math.abs(parameters.gains[c]);
      parameters.biases[c] = random.nextInt(-room, room) >> random.nextInt(24);
    }
    return parameters;
  }

  private void check(int[][] rows, Command.Norm.Form form) {
    Parameters parameters = parameters(rows[0].length);
    run(rows, form, parameters);
    int words = Math.ceilDiv(rows[0].length, LANES);
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < words * LANES; i++) {
        int word = 0x40 + r * (words + 1) + i / LANES;
        int expected = i < rows[r].length ? code(rows[r], i, form, parameters) : form.zero();
        assertEquals(expected & 15, memory.act(word, i % LANES, false), "element " + i);
      }
    }
  }

  private void run(int[][] rows, Command.Norm.Form form, Parameters parameters) {
    int count = rows[0].length;
    int words = Math.ceilDiv(count, LANES);
    for (int c = 0; c < count; c++) {
      int word = GAIN_BASE + c / 2;
      memory.write(Memory.GAIN, word, c % 2 * 3, parameters.gains[c]);
      memory.write(Memory.GAIN, word, c % 2 * 3 + 1, parameters.biases[c]);
      memory.write(Memory.GAIN, word, c % 2 * 3 + 2, parameters.biases[c] >> 16);
    }
    int base = random.nextBoolean() ? Memory.SIDE_BASE : 9;
    for (int r = 0; r < rows.length; r++) {
      for (int i = 0; i < count; i++) {
        memory.write(Memory.RES, base + r * (words + 2) + i / LANES, i % LANES, rows[r][i]);
      }
    }
    new NormModel(
            CONFIG,
            memory,
            new Command.Norm(
                new Command.RowSpan(base, words + 2, rows.length),
                count,
                form,
                GAIN_BASE,
                new Command.RowSpan(0x40, words + 1, rows.length),
                Set.of()))
        .run();
  }

  private static int code(int[] row, int i, Command.Norm.Form form, Parameters parameters) {
    BigInteger count = Exact.big(row.length);
    BigInteger sum = BigInteger.ZERO;
    BigInteger squares = BigInteger.ZERO;
    for (int q : row) {
      sum = form.rms() ? sum : sum.add(Exact.big(q));
      squares = squares.add(Exact.big(q).pow(2));
    }
    BigInteger variance = count.multiply(squares).subtract(sum.pow(2)).add(Exact.big(form.guard()));
    int octave = (variance.bitLength() - 1) / 2;
    BigInteger root = root(variance, octave, form.rootBits());
    BigInteger distance = count.multiply(Exact.big(row[i])).subtract(sum);
    int shift = form.rootBits() + octave - form.fractionBits();
    int normal = Exact.clamped(Exact.shifted(distance.multiply(root), shift), -32768, 32767);
    BigInteger scaled =
        Exact.big((long) normal * parameters.gains[i]).add(Exact.big(parameters.biases[i]));
    BigInteger code = Exact.shifted(scaled, form.shift()).add(Exact.big(form.zero()));
    return Exact.clamped(code, form.lo(), form.hi());
  }

  /// The largest r of B bits with `r^2 m <= 2^(2 B + 30)`, `m = V / 4^(octave - 15)` rounded down.
  private static BigInteger root(BigInteger variance, int octave, int bits) {
    BigInteger mantissa =
        variance.multiply(BigInteger.TWO.pow(30)).divide(BigInteger.TWO.pow(2 * octave));
    BigInteger root = BigInteger.ZERO;
    for (int bit = bits - 1; bit >= 0; bit--) {
      BigInteger next = root.setBit(bit);
      if (next.pow(2).multiply(mantissa).compareTo(BigInteger.TWO.pow(2 * bits + 30)) <= 0) {
        root = next;
      }
    }
    return root;
  }
}
