package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random control in every cycle against a cycle-exact model, for both forms of the products.
class DotArrayTest {
  private static final int CYCLES = 2000;

  @ParameterizedTest
  @CsvSource({
    "16, 4, 24, 0",
    "6, 3, 31, 0",
    "24, 2, 32, 0",
    "4, 4, 24, 1",
    "3, 3, 31, 1",
    "2, 1, 16, 1",
    "6, 3, 24, 2"
  })
  void accumulatesAndDrains(int cols, int lanes, int accBits, int form) {
    Map<String, Integer> parameters = parameters(cols, lanes, accBits, form);
    Random random = new Random(cols * 31L + accBits);
    int[] acc = new int[cols];
    int[] held = new int[cols];
    int[] shadow = new int[cols];
    boolean anyHeld = false;
    Bits drained = new Bits(lanes * accBits);
    try (Dut dut = Dut.open(Dut.model("hb_dot_array", parameters), 1)) {
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        boolean start = cycle == 0;
        boolean enable = start || random.nextInt(4) > 0;
        boolean first = start || random.nextInt(12) == 0;
        boolean last = start || random.nextInt(6) == 0;
        boolean hold = cycle > 0 && random.nextInt(5) == 0 && (!last || anyHeld);
        anyHeld |= enable && hold;
        boolean drain = cycle == 1 || cycle > 1 && random.nextBoolean();
        boolean digitSigned = random.nextBoolean();
        boolean weightSigned = random.nextBoolean();
        int zero = random.nextInt(-16, 16);
        int shift = random.nextInt(3);
        int column = random.nextInt(cols / lanes);
        Bits digits = Bits.random(random, 4 * lanes);
        Bits weights = Bits.random(random, 4 * cols * lanes);
        dut.set("en_i", enable).set("first_i", first).set("last_i", last).set("shift_i", shift);
        dut.set("hold_i", hold);
        dut.set("digit_signed_i", digitSigned).set("wgt_signed_i", weightSigned);
        dut.set("wgt_zero_i", zero & 31).set("digit_i", digits).set("wgt_i", weights);
        dut.set("drain_i", drain).set("drain_col_i", column).cycle();
        for (int l = 0; drain && l < lanes; l++) {
          drained.set(l * accBits, accBits, shadow[column * lanes + l]);
        }
        for (int c = 0; enable && c < cols; c++) {
          long sum = first ? 0 : (long) acc[c] << (shift == 2 ? 4 : shift);
          for (int l = 0; l < lanes; l++) {
            long weight = number(weights, 4 * (l * cols + c), weightSigned);
            sum += number(digits, 4 * l, digitSigned) * (weight - zero);
          }
          acc[c] = (int) (sum << (64 - accBits) >> (64 - accBits));
          if (last) {
            shadow[c] = hold ? DigitPlanes.drained(held[c], acc[c]) : acc[c];
          } else if (hold) {
            held[c] = DigitPlanes.putAside(acc[c], accBits);
          }
        }
        if (cycle > 0) {
          assertEquals(drained, dut.bits("drain_o"), "cycle " + cycle);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 4, 24, 0", "64, 4, 26, 0", "16, 2, 20, 1", "16, 4, 24, 1", "32, 4, 24, 2"})
  void foldedColumnsAreDrainedAsTheirSum(int cols, int lanes, int accBits, int form) {
    int fold = cols / (2 * lanes);
    Map<String, Integer> parameters = parameters(cols, lanes, accBits, form);
    parameters.put("FOLD", fold);
    Random random = new Random(cols * 31L + accBits);
    try (Dut dut = Dut.open(Dut.model("hb_dot_array", parameters), 1)) {
      for (int product = 0; product < 200; product++) {
        boolean folded = random.nextInt(4) > 0;
        long[] sums = new long[folded ? 2 * lanes : cols];
        boolean digitSigned = random.nextBoolean();
        boolean weightSigned = random.nextBoolean();
        int zero = random.nextInt(-16, 16);
        int cycles = 1 + random.nextInt(5);
        for (int t = 0; t < cycles; t++) {
          Bits digits = folded ? new Bits(4 * lanes) : Bits.random(random, 4 * lanes);
          Bits parts = folded ? Bits.random(random, 4 * fold * lanes) : new Bits(4 * fold * lanes);
          Bits weights = Bits.random(random, 4 * cols * lanes);
          dut.set("en_i", true).set("first_i", t == 0).set("last_i", t == cycles - 1);
          dut.set("shift_i", 0).set("digit_signed_i", digitSigned).set("wgt_zero_i", zero & 31);
          dut.set("wgt_signed_i", weightSigned).set("digit_i", digits).set("fold_i", folded);
          dut.set("fold_digit_i", parts).set("wgt_i", weights).set("drain_i", false).cycle();
          for (int i = 0; i < cols * lanes; i++) {
            int lane = i / cols;
            int col = i % cols;
            long digit =
                folded
                    ? number(parts, 4 * (col / (2 * lanes) * lanes + lane), digitSigned)
                    : number(digits, 4 * lane, digitSigned);
            sums[col % sums.length] += digit * (number(weights, 4 * i, weightSigned) - zero);
          }
        }
        drain(dut, sums, lanes, accBits, "product " + product);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 24, 0", "64, 26, 0", "16, 20, 1", "16, 24, 2"})
  void packedWeightsMeetTheDigitsOfTheirIndex(int cols, int accBits, int form) {
    int lanes = 4;
    int fold = cols / (2 * lanes);
    Map<String, Integer> parameters = parameters(cols, lanes, accBits, form);
    parameters.put("FOLD", fold);
    parameters.put("PACK", 1);
    Random random = new Random(cols * 31L + accBits);
    try (Dut dut = Dut.open(Dut.model("hb_dot_array", parameters), 1)) {
      for (int product = 0; product < 100; product++) {
        boolean packed = random.nextInt(3) > 0;
        long[] sums = new long[cols];
        boolean digitSigned = random.nextBoolean();
        boolean weightSigned = random.nextBoolean();
        int cycles = 1 + random.nextInt(5);
        for (int t = 0; t < cycles; t++) {
          Bits digits = packed ? new Bits(4 * lanes) : Bits.random(random, 4 * lanes);
          Bits pairs = new Bits(4 * fold * lanes);
          for (int i = 0; packed && i < 2 * lanes; i++) {
            pairs.set(4 * i, 4, random.nextInt(16));
          }
          Bits index = Bits.random(random, 2 * cols * lanes);
          Bits weights = Bits.random(random, 4 * cols * lanes);
          dut.set("en_i", true).set("first_i", t == 0).set("last_i", t == cycles - 1);
          dut.set("shift_i", 0).set("digit_signed_i", digitSigned).set("wgt_zero_i", 0);
          dut.set("wgt_signed_i", weightSigned).set("digit_i", digits).set("pack_i", packed);
          dut.set("fold_digit_i", pairs).set("index_i", index).set("wgt_i", weights);
          dut.set("drain_i", false).cycle();
          for (int i = 0; i < cols * lanes; i++) {
            int lane = i / cols;
            int place = lane / 2 * lanes + (int) index.get(2 * i, 2);
            long digit =
                packed
                    ? number(pairs, 4 * place, digitSigned)
                    : number(digits, 4 * lane, digitSigned);
            sums[i % cols] += digit * number(weights, 4 * i, weightSigned);
          }
        }
        drain(dut, sums, lanes, accBits, "product " + product);
      }
    }
  }

  private static Map<String, Integer> parameters(int cols, int lanes, int accBits, int form) {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("COLS", cols);
    parameters.put("LANES", lanes);
    parameters.put("ACC_BITS", accBits);
    parameters.put("PARTIAL_PRODUCTS", form);
    return parameters;
  }

  /// Demands that these sums are drained, `lanes` of them a word.
  private static void drain(Dut dut, long[] sums, int lanes, int accBits, String what) {
    dut.set("en_i", false).set("drain_i", true);
    for (int word = 0; word < sums.length / lanes; word++) {
      Bits expected = new Bits(lanes * accBits);
      for (int l = 0; l < lanes; l++) {
        expected.set(l * accBits, accBits, sums[word * lanes + l]);
      }
      dut.set("drain_col_i", word).cycle();
      assertEquals(expected, dut.bits("drain_o"), what + ", word " + word);
    }
  }

  private static long number(Bits bits, int low, boolean signed) {
    return signed ? bits.getSigned(low, 4) : bits.get(low, 4);
  }
}
