package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every cycle of EW commands: addresses, read enables, decoded values, write addresses.
class EwTest {
  private static final int ACC_BITS = 25;

  @ParameterizedTest
  @CsvSource({"8, 8", "4, 4"})
  void readsOneWordACycle(int elements, int actBits) {
    Map<String, Integer> parameters =
        Map.of("ELEMENTS", elements, "ACT_BITS", actBits, "ACC_BITS", ACC_BITS);
    Random random = new Random(elements);
    try (Dut dut = Dut.open(Dut.model("hb_ew", parameters), 1)) {
      for (int command = 0; command < 100; command++) {
        run(dut, random, elements, actBits);
        reduce(dut, random, elements);
      }
    }
  }

  /// Words of res, row by row of each word of the result.
  private static void reduce(Dut dut, Random random, int elements) {
    Reduction.Kind kind = Reduction.Kind.of(1 + random.nextInt(3));
    int rows = 1 + random.nextInt(5);
    int count = 1 + random.nextInt(4);
    int stride = random.nextInt(1 << 10);
    int base = random.nextInt(1 << 15);
    dut.set("start_i", true).set("source_i", true).set("residual_enable_i", false);
    dut.set("reduce_i", kind.code()).set("rows_i", rows).set("a_stride_i", stride);
    dut.set("count_i", count).set("a_base_i", base).set("o_base_i", 7).cycle();
    dut.set("start_i", false).set("reduce_i", 0).set("rows_i", 0).set("a_stride_i", 0);
    int[] expected = new int[elements];
    for (int n = 0; n < count * rows; n++) {
      assertEquals(base + n / rows + n % rows * stride, dut.get("res_raddr_o"));
      Bits word = Bits.random(random, elements * 16);
      dut.cycle();
      dut.set("res_rdata_i", word).settle();
      boolean end = n % rows == rows - 1;
      assertEquals(end, dut.isHigh("valid_o"));
      assertEquals(n == count * rows - 1, dut.isHigh("last_o"));
      for (int e = 0; e < elements; e++) {
        int value = (int) word.getSigned(16 * e, 16);
        expected[e] = n % rows == 0 ? value : kind.apply(expected[e], value);
        if (end) {
          assertEquals(7 + n / rows, dut.get("waddr_o"));
          assertEquals(expected[e], dut.bits("value_o").getSigned(e * ACC_BITS, ACC_BITS));
        }
      }
    }
    dut.cycle();
    assertEquals(0, dut.get("valid_o") + dut.get("res_re_o"));
  }

  private static void run(Dut dut, Random random, int elements, int actBits) {
    boolean fromRes = random.nextBoolean();
    boolean signed = random.nextBoolean();
    boolean residual = !fromRes && random.nextBoolean();
    int count = 1 + random.nextInt(12);
    int aBase = random.nextInt(1 << 15);
    int oBase = random.nextInt(1 << 15);
    int rBase = random.nextInt(1 << 15);
    int pBase = random.nextInt(1 << 12);
    dut.set("start_i", true).set("source_i", fromRes).set("act_signed_i", signed);
    dut.set("residual_enable_i", residual).set("count_i", count).set("a_base_i", aBase);
    dut.set("o_base_i", oBase).set("r_base_i", rBase).set("p_base_i", pBase).cycle();
    dut.set("start_i", false).set("a_base_i", 0).set("o_base_i", 0).set("source_i", !fromRes);
    for (int n = 0; n <= count + 2; n++) {
      boolean active = n < count;
      String where = "word " + n;
      assertEquals(active && !fromRes, dut.isHigh("act_re_o"), where);
      assertEquals(active && (fromRes || residual), dut.isHigh("res_re_o"), where);
      assertEquals(n == 0, dut.isHigh("par_re_o"), where);
      if (active) {
        assertEquals(aBase + n, dut.get(fromRes ? "res_raddr_o" : "act_raddr_o"), where);
        if (residual) {
          assertEquals(rBase + n, dut.get("res_raddr_o"), where);
        }
        assertEquals(pBase, dut.get("par_raddr_o"), where);
      }
      boolean written = n >= 1 && n <= count;
      assertEquals(written, dut.isHigh("valid_o"), where);
      assertEquals(n == count, dut.isHigh("last_o"), where);
      if (written) {
        assertEquals(oBase + n - 1, dut.get("waddr_o"), where);
        checkValues(dut, random, fromRes, signed, elements, actBits);
      }
      dut.cycle();
    }
  }

  private static void checkValues(
      Dut dut, Random random, boolean fromRes, boolean signed, int elements, int actBits) {
    Bits act = Bits.random(random, elements * actBits);
    Bits res = Bits.random(random, elements * 16);
    dut.set("act_rdata_i", act).set("res_rdata_i", res).settle();
    Bits values = dut.bits("value_o");
    for (int e = 0; e < elements; e++) {
      long code = signed ? act.getSigned(e * actBits, actBits) : act.get(e * actBits, actBits);
      long expected = fromRes ? res.getSigned(16 * e, 16) : code;
      assertEquals(expected, values.getSigned(e * ACC_BITS, ACC_BITS));
    }
  }
}
