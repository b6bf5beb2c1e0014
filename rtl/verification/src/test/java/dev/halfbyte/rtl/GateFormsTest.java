package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.sim.verilator.Design;
import dev.halfbyte.sim.verilator.Model;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The combinational parts of products in gates, at the widths of a requantizer: random operands,
/// and those at the ends of their ranges.
class GateFormsTest {
  private static final List<String> UNITS =
      List.of("hb_product_rows", "hb_ripple_add", "hb_shift_window");
  private static final int STEPS = 4000;

  @TempDir Path folder;

  @Test
  void wordsOfRowsAddUpToTheProduct() throws IOException {
    each((dut, random) -> {
      long multiplier = Factors.signed(random, 34);
      long multiplicand = Factors.signed(random, 32);
      dut.set("multiplier", multiplier & Factors.mask(34))
          .set("multiplicand", multiplicand & Factors.mask(34));
      dut.set("triple", 3 * multiplicand & Factors.mask(34)).settle();
      BigInteger product =
          BigInteger.valueOf(multiplier).multiply(BigInteger.valueOf(multiplicand));
      long sum = dut.get("rows") + dut.get("carries");
      assertEquals(product.longValue(), sum, multiplier + " * " + multiplicand);
    });
  }

  @Test
  void theSumIsThatOfTheWordsAndTheCarry() throws IOException {
    each((dut, random) -> {
      long a = random.nextLong();
      // Long carries among them.
      long b = random.nextBoolean() ? random.nextLong() : ~a ^ 1L << random.nextInt(64);
      boolean carry = random.nextBoolean();
      dut.set("a", a).set("b", b).set("carry", carry).settle();
      assertEquals(a + b + (carry ? 1 : 0), dut.get("sum"), a + " + " + b);
    });
  }

  @Test
  void theWindowIsWhatAShiftLeavesBelow() throws IOException {
    each((dut, random) -> {
      long word = random.nextLong() >> 31 + random.nextInt(33);
      int shift = random.nextInt(64);
      long shifted = word >> shift;
      dut.set("word", word & Factors.mask(33)).set("shift", shift).settle();
      assertEquals(shifted & Factors.mask(6), dut.get("window"), word + " >> " + shift);
      assertEquals(shifted >> 6 != shifted >> 63, dut.isHigh("beyond"), word + " >> " + shift);
    });
  }

  private void each(BiConsumer<Dut, Random> step) throws IOException {
    Random random = new Random(34);
    try (Dut dut = Dut.open(model(), 1)) {
      for (int i = 0; i < STEPS; i++) {
        step.accept(dut, random);
      }
    }
  }

  private Model model() throws IOException {
    Set<Path> sources = new LinkedHashSet<>();
    UNITS.forEach(unit -> sources.addAll(RtlSources.of(unit)));
    sources.add(Files.writeString(folder.resolve("clocked.sv"), CLOCKED));
    return Dut.model(Design.of("clocked", sources.toArray(Path[]::new)));
  }

  /// A simulation has a clock; the units have none.
  private static final String CLOCKED =
      """
      module clocked (
        input  logic        clk_i,
        input  logic [33:0] multiplier,
        input  logic [33:0] multiplicand,
        input  logic [33:0] triple,
        output logic [63:0] rows,
        output logic [63:0] carries,
        input  logic [63:0] a,
        input  logic [63:0] b,
        input  logic        carry,
        output logic [63:0] sum,
        input  logic [32:0] word,
        input  logic [5:0]  shift,
        output logic [5:0]  window,
        output logic        beyond,
        output logic        seen
      );
        hb_product_rows #(.MULTIPLIER_BITS(34), .ROW_BITS(34), .SUM_BITS(64)) u_rows (
          .multiplier_i(multiplier), .multiplicand_i(multiplicand), .triple_i(triple),
          .sum_o(rows), .carry_o(carries)
        );
        hb_ripple_add #(.BITS(64), .RIPPLE_BITS(32)) u_add (
          .a_i(a), .b_i(b), .carry_i(carry), .sum_o(sum)
        );
        hb_shift_window #(.IN_BITS(33), .OUT_BITS(6), .STEPS(6)) u_window (
          .word_i(word), .sign_i(word[32]), .shift_i(shift), .window_o(window), .beyond_o(beyond)
        );
        always_ff @(posedge clk_i) seen <= beyond;
      endmodule
      """;
}
