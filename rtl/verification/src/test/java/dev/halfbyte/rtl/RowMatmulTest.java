package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `hb_row_engine`, `hb_dot_array` and `hb_row_drain` between memories: products of matrices, for
/// codes and weights of 4 and 8 bits and for code tables, equal sums of integers; in the cycles of
/// [RowTiming].
class RowMatmulTest {
  private static final int LANES = 4;
  private static final int COLS = 16;
  private static final int DRAIN = COLS / LANES;
  private static final int ACC_BITS = 24;
  private static final int WEIGHT_WORDS = 1 << 10;

  /// What codes stand for, and the planes that make products of it.
  enum Numbers {
    W4A4(4, 4, code -> extended(code, 4), List.of()),
    W4A4_UNSIGNED(4, 4, code -> code, List.of()),
    W4A8(
        8,
        4,
        code -> extended(code, 8),
        List.of(
            DigitSegment.ofCodes(1, 0, true, true, 0), DigitSegment.ofCodes(0, 0, false, true, 4))),
    W8A8(
        8,
        8,
        code -> code,
        List.of(
            DigitSegment.ofCodes(1, 1, false, true, 0),
            DigitSegment.ofCodes(1, 0, false, false, 4),
            DigitSegment.ofCodes(0, 1, false, true, 0),
            DigitSegment.ofCodes(0, 0, false, false, 4))),
    /// Sixteen steps an octave.
    OCTAVES(8, 4, Numbers::octaves, digitsOfOctaves(1)),
    OCTAVES_W8(8, 8, Numbers::octaves, digitsOfOctaves(2)),
    LOG2(4, 4, Numbers::log2, table(Numbers::log2, 4, 4)),
    LOG_SQRT2(4, 4, Numbers::logSqrt2, table(Numbers::logSqrt2, 4, 4)),
    /// A digit a code: the odd codes in a first sum, the even ones in the second.
    LOG_SQRT2_HELD(4, 4, Numbers::logSqrt2, octavesOfTwoScales(), 2),
    ADALOG(4, 4, Numbers::log37, table(Numbers::log37, 3, 4)),
    /// Three bits of two scales, one twice the other.
    GROUPS(
        4,
        4,
        Numbers::groups,
        List.of(
            segment(code -> code < 8 ? 0 : code - 8, 0), segment(code -> code < 8 ? code : 0, 1)));

    private final int actBits;
    private final int weightBits;
    private final IntUnaryOperator number;
    private final List<Segment> segments;
    private final int held;

    Numbers(int actBits, int weightBits, IntUnaryOperator number, List<Segment> segments) {
      this(actBits, weightBits, number, segments, 0);
    }

    Numbers(
        int actBits, int weightBits, IntUnaryOperator number, List<Segment> segments, int held) {
      this.actBits = actBits;
      this.weightBits = weightBits;
      this.number = number;
      this.segments = segments;
      this.held = held;
    }

    private static List<Segment> octavesOfTwoScales() {
      IntUnaryOperator odd = code -> code % 2 == 0 || code == 15 ? 0 : logSqrt2(code) / 181;
      IntUnaryOperator even = code -> code % 2 == 0 ? logSqrt2(code) / 128 : 0;
      return Stream.concat(table(odd, 2, 4).stream(), table(even, 2, 4).stream()).toList();
    }

    private static int extended(int code, int bits) {
      return code << Integer.SIZE - bits >> Integer.SIZE - bits;
    }

    /// Section 9 of numerics.md, by whole octaves.
    private static int octaves(int code) {
      int octave = (code + 15) / 16;
      double mantissa = Math.round(128 * Math.pow(2, (16 * octave - code) / 16.0));
      return octave > 14 ? 0 : (int) Math.floor(Math.scalb(mantissa, 7 - octave) + 0.5);
    }

    private static List<Segment> digitsOfOctaves(int weightPlanes) {
      List<Long> numbers =
          IntStream.range(0, 256).mapToObj(code -> (long) Numbers.octaves(code)).toList();
      OctaveTable table = OctaveTable.of(numbers).orElseThrow();
      List<Segment> segments = new ArrayList<>();
      for (int sum = 2 + weightPlanes; sum >= 0; sum--) {
        int shift = sum == 2 + weightPlanes ? 0 : 4;
        for (int plane = 0; plane < weightPlanes; plane++) {
          if (sum - plane >= 0 && sum - plane < OctaveTable.DIGITS) {
            boolean signed = plane == weightPlanes - 1;
            segments.add(new OctaveSegment(table, sum - plane, plane, signed, shift));
            shift = 0;
          }
        }
      }
      return segments;
    }

    private static int log2(int code) {
      return code == 15 ? 0 : 1 << 14 - code;
    }

    private static int logSqrt2(int code) {
      int mantissa = code % 2 == 0 ? 128 : 181;
      return code == 15 ? 0 : mantissa << 7 - (code + 1) / 2;
    }

    private static int log37(int code) {
      return code == 15 ? 0 : (int) Math.round(1024 * Math.pow(2, -code * 10 / 37.0));
    }

    private static int groups(int code) {
      return code < 8 ? code : 2 * (code - 8);
    }

    /// The digits of the numbers, the highest first.
    private static List<Segment> table(IntUnaryOperator number, int digits, int bits) {
      return IntStream.range(0, digits)
          .<Segment>mapToObj(d ->
              segment(
                  code -> number.applyAsInt(code) >> bits * (digits - 1 - d) & 15, d == 0 ? 0 : 4))
          .toList();
    }

    private static DigitSegment segment(IntUnaryOperator digit, int shift) {
      List<Integer> digits = IntStream.range(0, 16).map(digit).boxed().toList();
      return new DigitSegment(digits, 0, 0, false, true, shift);
    }
  }

  private final Random random = new Random(7);

  @ParameterizedTest
  @EnumSource
  void productsAreThoseOfTheNumbers(Numbers numbers) {
    Map<String, Integer> array = Map.of("COLS", COLS, "LANES", LANES, "ACC_BITS", ACC_BITS);
    Map<String, Integer> engine =
        Map.of("LANES", LANES, "DRAIN", DRAIN, "ACT_BITS", numbers.actBits);
    try (Dut lanes = Dut.open(Dut.model("hb_row_engine", engine), 1);
        Dut cells = Dut.open(Dut.model("hb_dot_array", array), 1);
        Dut drain = Dut.open(Dut.model("hb_row_drain", Map.of("DRAIN", DRAIN)), 1)) {
      for (int command = 0; command < 6; command++) {
        run(lanes, cells, drain, numbers);
      }
    }
  }

  private void run(Dut engine, Dut array, Dut drain, Numbers numbers) {
    boolean signed = numbers == Numbers.W4A4;
    Optional<DigitPlanes> planes =
        numbers.segments.isEmpty()
            ? Optional.empty()
            : Optional.of(new DigitPlanes(numbers.segments, numbers.held));
    RowFields random = RowFields.random(this.random, 1 + this.random.nextInt(40), 3, 2, planes);
    RowFields fields =
        new RowFields(
            random.aBase(),
            random.aStride(),
            random.wBase(),
            2 * random.kWords(),
            random.kWords(),
            0,
            0,
            0,
            random.kWords(),
            3,
            2,
            2 * DRAIN,
            0,
            false,
            false,
            signed,
            planes);
    RowMemory memory =
        new RowMemory(this.random, LANES, numbers.actBits, 20 * this.random.nextInt(5), false);
    byte[][] weights = new byte[WEIGHT_WORDS * LANES][COLS];
    for (byte[] word : weights) {
      for (int c = 0; c < COLS; c++) {
        word[c] = (byte) this.random.nextInt(16);
      }
    }
    List<Integer> passes = new ArrayList<>();
    DigitPlanes segments = fields.segments();
    int words = 16 * RowTiming.wideWords(fields.kWords());
    for (int row = 0; row < fields.rows(); row++) {
      byte[] codes = memory.row(fields.aBase() + row * fields.aStride(), words);
      passes.add(new RowTiming(LANES, DRAIN).passCycles(segments, fields.kWords(), codes));
    }
    long cycles = new RowTiming(LANES, DRAIN).busyCycles(fields.tiles(), passes);
    assertEquals(
        expected(fields, numbers, memory, weights),
        simulated(engine, array, drain, fields, memory, weights, cycles));
  }

  /// Runs the command up to the cycle in which its last word reaches the epilogue.
  private static List<Long> simulated(
      Dut engine,
      Dut array,
      Dut drain,
      RowFields fields,
      RowMemory memory,
      byte[][] weights,
      long busy) {
    List<Long> drained = new ArrayList<>();
    Bits wgt = new Bits(4 * COLS * LANES);
    fields.startDrain(drain);
    fields.start(engine);
    for (long t = 1; t <= busy - Timing.EPILOGUE_LATENCY + 1; t++) {
      if (drain.isHigh("valid_o")) {
        assertEquals(drained.size() / LANES, drain.get("waddr_o"));
        for (int l = 0; l < LANES; l++) {
          drained.add(array.bits("drain_o").getSigned(l * ACC_BITS, ACC_BITS));
        }
      }
      assertEquals(t == busy - Timing.EPILOGUE_LATENCY + 1, drain.isHigh("last_o"));
      array.set("en_i", engine.get("array_en_o")).set("first_i", engine.get("array_first_o"));
      array.set("last_i", engine.get("array_last_o")).set("shift_i", engine.get("array_shift_o"));
      array.set("hold_i", engine.get("array_hold_o"));
      array.set("digit_signed_i", engine.get("array_digit_signed_o"));
      array.set("wgt_signed_i", engine.get("array_wgt_signed_o"));
      array.set("digit_i", engine.get("array_digit_o")).set("wgt_i", wgt);
      array.set("drain_i", drain.get("drain_o")).set("drain_col_i", drain.get("col_o"));
      array.cycle();
      drain.set("last_i", engine.get("array_last_o")).cycle();
      Bits addresses = engine.bits("wgt_raddr_o");
      for (int l = 0; l < LANES; l++) {
        if ((engine.get("wgt_re_o") >> l & 1) != 0) {
          byte[] word = weights[Math.toIntExact(addresses.get(16 * l, 16)) * LANES + l];
          for (int c = 0; c < COLS; c++) {
            wgt.set(4 * (l * COLS + c), 4, word[c]);
          }
        }
      }
      memory.cycle(engine);
    }
    return drained;
  }

  private static List<Long> expected(
      RowFields fields, Numbers numbers, RowMemory memory, byte[][] weights) {
    List<Long> sums = new ArrayList<>();
    for (int row = 0; row < fields.rows(); row++) {
      for (int column = 0; column < fields.tiles() * COLS; column++) {
        long sum = 0;
        for (int k = 0; k < fields.kWords() * LANES; k++) {
          int act = (fields.aBase() + row * fields.aStride()) * LANES + k;
          int code = memory.codes()[act] & 0xff;
          int word = fields.wBase() + column / COLS * fields.wTileStride() + k / LANES;
          int weight = weights[word * LANES + k % LANES][column % COLS];
          if (numbers.weightBits == 8) {
            weight |= weights[(word + fields.wPlane()) * LANES + k % LANES][column % COLS] << 4;
          }
          sum +=
              (long) numbers.number.applyAsInt(code) * Numbers.extended(weight, numbers.weightBits);
        }
        sums.add(sum << 64 - ACC_BITS >> 64 - ACC_BITS);
      }
    }
    return sums;
  }
}
