package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One row after the other, with pauses between words and elements absent anywhere; SoftmaxTest has
/// rows that overlap.
class SoftmaxCoreTest {
  private static final int SUM_BITS = 26;
  private static final int ZERO = 0xa5;

  @ParameterizedTest
  @CsvSource({"1, 0", "4, 0", "4, 40", "5, 40"})
  void rowsTakeThreePassesWithAnyPauses(int lanes, int pausePercent) {
    Map<String, Integer> parameters = Map.of("LANES", lanes, "SUM_BITS", SUM_BITS);
    Random random = new Random(lanes + pausePercent);
    try (Dut dut = Dut.open(Dut.model("hb_softmax_core", parameters), lanes)) {
      Core core = new Core(dut, random, lanes, pausePercent);
      for (int row = 0; row < 200; row++) {
        core.row(random.nextBoolean());
      }
    }
  }

  /// The unit with a table behind it, and what came out since a pass began.
  private static final class Core {
    private final Dut dut;
    private final Random random;
    private final int lanes;
    private final int pausePercent;
    private final SoftmaxModel model;
    private final List<Bits> distances = new ArrayList<>();
    private final List<Integer> codes = new ArrayList<>();

    Core(Dut dut, Random random, int lanes, int pausePercent) {
      this.dut = dut;
      this.random = random;
      this.lanes = lanes;
      this.pausePercent = pausePercent;
      model = SoftmaxModel.random(random);
    }

    void row(boolean early) {
      int words = 1 + random.nextInt(12);
      int spread = 1 + random.nextInt(400);
      int[] logits = random.ints((long) words * lanes, -spread, spread).toArray();
      Bits present = Bits.random(random, words * lanes);
      int[] kept =
          IntStream.range(0, logits.length)
              .filter(i -> present.get(i, 1) == 1)
              .map(i -> logits[i])
              .toArray();
      dut.set("early_i", early).set("zero_i", ZERO);
      pass("max", words, w -> put("max", w, logits, present));
      cycle();
      distances.clear();
      codes.clear();
      pass("sum", words, w -> put("sum", w, logits, present));
      checkSum(early, kept);
      if (early) {
        List<Bits> buffered = List.copyOf(distances);
        pass("code", words, w -> put(w, buffered.get(w), present));
      }
      for (int i = 0; i < 3; i++) {
        cycle();
      }
      checkCodes(early ? model.early(kept) : model.late(kept), present);
    }

    /// Three cycles behind the last word of the pass the sum is done.
    private void checkSum(boolean early, int[] kept) {
      for (int i = 1; i < 3; i++) {
        assertEquals(0, dut.get("sum_done_o"));
        cycle();
      }
      long sum = 0;
      for (int d : SoftmaxModel.distances(kept)) {
        sum += early ? SoftmaxModel.weight(d) : model.number(d);
      }
      long normal = Math.max(1, sum);
      int index = 63 - Long.numberOfLeadingZeros(normal);
      assertEquals(1, dut.get("sum_done_o"));
      assertEquals(index, dut.get("sum_index_o"));
      assertEquals(normal << SUM_BITS - 1 - index, dut.get("sum_normal_o"));
      cycle();
    }

    private void checkCodes(int[] expected, Bits present) {
      assertEquals(present.width(), codes.size());
      int next = 0;
      for (int i = 0; i < codes.size(); i++) {
        int code = present.get(i, 1) == 1 ? expected[next++] : ZERO;
        assertEquals(code, codes.get(i), "element " + i);
      }
    }

    private interface Words {
      void put(int word);
    }

    private void pass(String name, int words, Words inputs) {
      for (int w = 0; w < words; w++) {
        while (random.nextInt(100) < pausePercent) {
          noise();
          cycle();
        }
        noise();
        inputs.put(w);
        dut.set(name + "_valid_i", true).set(name + "_last_i", w == words - 1);
        cycle();
        dut.set(name + "_valid_i", false);
      }
    }

    /// Inputs that are not valid.
    private void noise() {
      for (String name : List.of("max", "sum", "code")) {
        dut.set(name + "_last_i", random.nextBoolean());
        dut.set(name + "_present_i", Bits.random(random, lanes));
      }
      dut.set("max_logit_i", Bits.random(random, 16 * lanes));
      dut.set("sum_logit_i", Bits.random(random, 16 * lanes));
    }

    private void put(String name, int word, int[] logits, Bits present) {
      Bits value = new Bits(16 * lanes);
      for (int l = 0; l < lanes; l++) {
        value.set(16 * l, 16, logits[word * lanes + l]);
      }
      dut.set(name + "_logit_i", value);
      dut.set(name + "_present_i", present.get(word * lanes, lanes));
    }

    private void put(int word, Bits distance, Bits present) {
      dut.set("code_distance_i", distance);
      dut.set("code_present_i", present.get(word * lanes, lanes));
    }

    /// One cycle; the table answers in the next.
    private void cycle() {
      Bits index = dut.bits("table_index_o");
      boolean read = dut.isHigh("table_re_o");
      dut.cycle();
      Bits entries = Bits.random(random, 24 * lanes);
      for (int l = 0; l < lanes && read; l++) {
        entries.set(24 * l, 24, model.entry((int) index.get(8 * l, 8)));
      }
      dut.set("table_rdata_i", entries);
      if (dut.isHigh("distance_valid_o")) {
        distances.add(dut.bits("distance_o"));
      }
      if (dut.isHigh("valid_o")) {
        Bits word = dut.bits("code_o");
        IntStream.range(0, lanes).forEach(l -> codes.add((int) word.get(8 * l, 8)));
      }
      assertTrue(dut.isHigh("valid_o") || !dut.isHigh("last_o"));
    }
  }
}
