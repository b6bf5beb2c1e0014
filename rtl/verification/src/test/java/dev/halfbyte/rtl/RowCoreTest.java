package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products of random rows with zeros, in one digit plane and in several, on one engine and on
/// several, against plain sums; busy cycles and counted products against [RowTiming].
class RowCoreTest {
  private static final int ACT_WORDS = 512;
  private static final int WGT_WORDS = 128;
  private static final int ACC_BITS = 32;
  private static final int ACT_WRITERS = 4;
  private static final int STRIDE = 64;

  private final Random random = new Random(17);

  /// Codes of act as narrow words in order, and bits of the weights of each wgt word.
  @SuppressWarnings("ArrayRecordComponent") // no test compares them or changes their arrays
  private record Contents(
      int engines, int cols, int lanes, int actBits, byte[] act, int[][] wgt, int[][] index) {
    byte[] row(int aBase, int row) {
      byte[] codes = new byte[STRIDE * lanes];
      System.arraycopy(act, (aBase + row * STRIDE) * lanes, codes, 0, codes.length);
      return codes;
    }
  }

  /// The fields of a command that matter for its values.
  private record Fields(
      int aBase,
      int wBase,
      int kWords,
      int rows,
      int tiles,
      int weightZero,
      int weightPlane,
      int highZero,
      boolean twice,
      DigitPlanes planes,
      boolean decode,
      boolean folded,
      Optional<Integer> index) {
    /// Narrow words that are taken in a cycle, if nothing is skipped.
    int step(int fold) {
      return index.isPresent() ? Command.Gemm.PACK_WORDS : folded ? fold : 1;
    }
  }

  /// A word that is drained: lanes of a row from a column of a tile on.
  private record Word(int row, int tile, int column) {}

  @ParameterizedTest
  @CsvSource({
    "1, 16, 4, 8, 1, 0",
    "1, 16, 4, 4, 2, 0",
    "1, 6, 3, 8, 1, 0",
    "1, 4, 1, 4, 1, 0",
    "1, 64, 4, 4, 8, 0",
    "2, 6, 3, 8, 1, 0",
    "4, 4, 1, 4, 1, 0",
    "4, 16, 4, 4, 2, 0",
    "1, 16, 4, 4, 2, 1",
    "4, 16, 4, 4, 2, 1"
  })
  void multipliesRowsByTilesOfColumns(
      int engines, int cols, int lanes, int actBits, int fold, int pack) {
    Map<String, Integer> parameters =
        Map.of(
            "ENGINES",
            engines,
            "COLS",
            cols,
            "LANES",
            lanes,
            "ACT_BITS",
            actBits,
            "ACC_BITS",
            ACC_BITS,
            "ACT_DEPTH",
            ACT_WORDS,
            "WGT_DEPTH",
            WGT_WORDS,
            "PACK",
            pack);
    try (Dut dut = Dut.open(Dut.model("hb_row_core", parameters), 1)) {
      for (int zeros : new int[] {0, 50, 90}) {
        Contents contents = contents(engines, cols, lanes, actBits, zeros);
        load(dut, contents, pack != 0);
        for (int command = 0; command < 12; command++) {
          run(dut, contents, fields(engines, actBits / 4, fold > 1, pack != 0), fold);
        }
      }
    }
  }

  private Contents contents(int engines, int cols, int lanes, int actBits, int zeros) {
    byte[] act = new byte[ACT_WORDS * lanes];
    for (int i = 0; i < act.length; i++) {
      act[i] = (byte) (random.nextInt(100) < zeros ? 0 : random.nextInt(1 << actBits));
    }
    int[][] wgt = new int[WGT_WORDS][cols * lanes];
    for (int[] word : wgt) {
      for (int i = 0; i < word.length; i++) {
        word[i] = random.nextInt(16);
      }
    }
    int[][] index = new int[WGT_WORDS][cols * lanes];
    for (int[] word : index) {
      for (int i = 0; i < word.length; i++) {
        word[i] = random.nextInt(4);
      }
    }
    return new Contents(engines, cols, lanes, actBits, act, wgt, index);
  }

  private static void load(Dut dut, Contents contents, boolean packs) {
    int lanes = contents.lanes;
    for (int n = 0; n < ACT_WORDS; n++) {
      Bits word = new Bits(ACT_WRITERS * contents.actBits * lanes);
      for (int lane = 0; lane < lanes; lane++) {
        word.set(contents.actBits * lane, contents.actBits, contents.act[n * lanes + lane]);
      }
      dut.set("act_we_i", true).set("act_waddr_i", n).set("act_wdata_i", word).cycle();
    }
    for (int n = 0; n < WGT_WORDS; n++) {
      Bits word = new Bits(4 * contents.cols * lanes);
      for (int i = 0; i < contents.wgt[n].length; i++) {
        word.set(4 * i, 4, contents.wgt[n][i]);
      }
      dut.set("act_we_i", false).set("wgt_we_i", true).set("wgt_waddr_i", n);
      dut.set("wgt_wdata_i", word).cycle();
    }
    dut.set("wgt_we_i", false);
    for (int n = 0; packs && n < WGT_WORDS; n++) {
      Bits word = new Bits(2 * contents.cols * lanes);
      for (int i = 0; i < contents.index[n].length; i++) {
        word.set(2 * i, 2, contents.index[n][i]);
      }
      dut.set("index_we_i", true).set("index_waddr_i", n).set("index_wdata_i", word).cycle();
    }
    dut.set("index_we_i", false);
  }

  private Fields fields(int engines, int actPlanes, boolean folds, boolean packs) {
    boolean folded = folds && random.nextInt(3) == 0;
    Optional<Integer> index =
        packs && !folded && random.nextInt(4) > 0
            ? Optional.of(random.nextInt(8))
            : Optional.empty();
    Optional<DigitPlanes> planes =
        folded || index.isPresent() || random.nextBoolean()
            ? Optional.empty()
            : Optional.of(RandomPlanes.of(random, actPlanes));
    int kWords = 1 + random.nextInt(20);
    return new Fields(
        16 * random.nextInt(6),
        random.nextInt(8),
        kWords,
        1 + random.nextInt(engines == 1 ? 4 : 6),
        folded ? 1 : 1 + random.nextInt(3),
        index.isPresent() || random.nextBoolean() ? 0 : random.nextInt(-16, 16),
        1 + random.nextInt(60),
        random.nextInt(-16, 16),
        !folded && index.isEmpty() && random.nextInt(4) == 0,
        planes.orElse(DigitPlanes.plain(random.nextBoolean())),
        planes.isPresent(),
        folded,
        index);
  }

  private static void run(Dut dut, Contents contents, Fields fields, int fold) {
    int drainWords = fields.folded ? Command.Gemm.FOLD_WORDS : contents.cols / contents.lanes;
    start(dut, fields, drainWords);
    List<Word> words = words(contents, fields, drainWords);
    int times = fields.twice ? 2 : 1;
    long products = 0;
    long skipped = 0;
    long cycles = 1;
    for (int drained = 0; drained < times * words.size(); cycles++) {
      products += dut.get("products_o");
      skipped += dut.get("skipped_o");
      if (dut.isHigh("valid_o")) {
        Word word = words.get(drained / times);
        assertEquals(drained == times * words.size() - 1, dut.isHigh("last_o"), word.toString());
        int address =
            (word.row * fields.tiles + word.tile) * drainWords + word.column / contents.lanes;
        assertEquals(address, dut.get("waddr_o"), word.toString());
        assertEquals(values(contents, fields, fold, word), dut.bits("value_o"), word.toString());
        drained++;
      }
      dut.cycle();
    }
    RowTiming timing = new RowTiming(contents.lanes, times * drainWords, contents.engines);
    List<Integer> passes = new ArrayList<>();
    long digits = 0;
    for (int row = 0; row < fields.rows; row++) {
      if (fields.step(fold) > 1) {
        passes.add(RowTiming.foldedPassCycles(fields.step(fold), fields.kWords));
        digits += (long) fields.tiles * passes.getLast() * contents.lanes;
        continue;
      }
      byte[] codes = contents.row(fields.aBase, row);
      passes.add(timing.passCycles(fields.planes, fields.kWords, codes));
      digits += (long) fields.tiles * timing.passDigits(fields.planes, fields.kWords, codes);
    }
    // The last value is one cycle behind its address, from where on the epilogue counts.
    assertEquals(timing.busyCycles(fields.tiles, passes), cycles - 2 + Timing.EPILOGUE_LATENCY);
    assertEquals(digits * contents.cols, products);
    long all =
        (long) fields.planes.segments().size()
            * fields.kWords
            * contents.lanes
            * fields.rows
            * fields.tiles;
    assertEquals(
        fields.folded || fields.index.isPresent() ? 0 : (all - digits) * contents.cols, skipped);
  }

  private static void start(Dut dut, Fields fields, int drainWords) {
    if (fields.decode) {
      Bits word = new Bits(Memory.DECODE_BITS);
      for (int bit = 0; bit < Memory.DECODE_BITS; bit++) {
        word.set(bit, 1, fields.planes.word().testBit(bit) ? 1 : 0);
      }
      dut.set("decode_we_i", true).set("decode_wdata_i", word).cycle();
      dut.set("decode_we_i", false);
    }
    boolean signed = !fields.decode && fields.planes.segments().getFirst().digitSigned();
    CommandWord command =
        new CommandWord.Builder()
            .set(CommandField.ACT_SIGNED, signed)
            .set(CommandField.DECODE, fields.decode)
            .set(CommandField.A_BASE, fields.aBase)
            .set(CommandField.A_STRIDE, STRIDE)
            .set(CommandField.W_BASE, fields.wBase)
            .set(CommandField.W_STRIDE, fields.kWords)
            .set(CommandField.W_ZERO, fields.weightZero)
            .set(CommandField.W_PLANE, fields.weightPlane)
            .set(CommandField.W_ZERO_HIGH, fields.highZero)
            .set(CommandField.K_WORDS, fields.kWords)
            .set(CommandField.ROW_BLOCKS, fields.rows)
            .set(CommandField.TILES, fields.tiles)
            .set(CommandField.O_STRIDE, fields.tiles * drainWords)
            .set(CommandField.FOLD, fields.folded)
            .set(CommandField.O_PLANE, fields.twice ? 1 : 0)
            .set(CommandField.PACKED, fields.index.isPresent())
            .set(CommandField.I_BASE, fields.index.orElse(0))
            .build();
    dut.set("start_i", true).set("drain_start_i", true).set("drain_ready_i", true);
    dut.set("cmd_i", Bits.of(command)).set("drain_cmd_i", Bits.of(command)).cycle();
    dut.set("drain_start_i", false);
    dut.set("start_i", false);
  }

  /// Returns the words in the order in which they are drained: as many rows as there are engines
  /// pass together, tile by tile.
  private static List<Word> words(Contents contents, Fields fields, int drainWords) {
    List<Word> words = new ArrayList<>();
    for (int first = 0; first < fields.rows; first += contents.engines) {
      for (int tile = 0; tile < fields.tiles; tile++) {
        for (int row = first; row < Math.min(fields.rows, first + contents.engines); row++) {
          for (int column = 0; column < drainWords * contents.lanes; column += contents.lanes) {
            words.add(new Word(row, tile, column));
          }
        }
      }
    }
    return words;
  }

  private static Bits values(Contents contents, Fields fields, int fold, Word word) {
    int lanes = contents.lanes;
    Bits values = new Bits(lanes * ACC_BITS);
    for (int lane = 0; lane < lanes; lane++) {
      long value = value(contents, fields, fold, word.row, word.tile, word.column + lane);
      values.set(lane * ACC_BITS, ACC_BITS, value);
    }
    return values;
  }

  private static long value(
      Contents contents, Fields fields, int fold, int row, int tile, int column) {
    int lanes = contents.lanes;
    byte[] codes = contents.row(fields.aBase, row);
    int weights = fields.wBase + tile * fields.kWords;
    if (fields.index.isPresent()) {
      return packed(contents, fields, codes, tile * fields.kWords, column);
    }
    int sum = 0;
    int held = 0;
    for (int s = 0; s < fields.planes.segments().size(); s++) {
      Segment segment = fields.planes.segments().get(s);
      if (s > 0 && s == fields.planes.held()) {
        held = DigitPlanes.putAside(sum, ACC_BITS);
        sum = 0;
      }
      sum <<= segment.shift();
      for (int k = 0; k < fields.kWords * lanes; k++) {
        int code = codes[k] & 0xff;
        int word = weights + segment.weightPlane() * fields.weightPlane + k / lanes;
        int place = column;
        if (fields.folded) {
          word = weights + k / lanes / fold;
          place += k / lanes % fold * contents.cols / fold;
        }
        int weight = contents.wgt[word][place * lanes + k % lanes];
        int zero = segment.weightPlane() == 1 ? fields.highZero : fields.weightZero;
        sum += segment.number(code) * (segment.weight(weight) - zero);
      }
    }
    return fields.planes.held() == 0 ? sum : DigitPlanes.drained(held, sum);
  }

  /// @param offset words of the tile in front of it
  private static long packed(
      Contents contents, Fields fields, byte[] codes, int offset, int column) {
    int lanes = contents.lanes;
    Segment segment = fields.planes.segments().getFirst();
    long sum = 0;
    for (int i = 0; i < Math.ceilDiv(fields.kWords, 2) * lanes; i++) {
      int narrow = i / lanes * 2 + i % lanes / 2;
      int cell = column * lanes + i % lanes;
      int place = contents.index[fields.index.orElseThrow() + offset + i / lanes][cell];
      if (narrow < fields.kWords) {
        int weight = contents.wgt[fields.wBase + offset + i / lanes][cell];
        sum += segment.number(codes[narrow * lanes + place] & 0xff) * segment.weight(weight);
      }
    }
    return sum;
  }
}
