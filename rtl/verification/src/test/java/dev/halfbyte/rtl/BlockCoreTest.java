package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products of random matrices, whatever the kind of array, against sums written from its header.
class BlockCoreTest {
  private static final int WORDS = 64;
  private static final int ACT_WRITERS = 4;
  private static final int ACT_BASE = 7;
  private static final int WGT_BASE = 11;

  private final Random random = new Random(5);

  /// The configuration, and what its memories hold.
  private record Contents(
      AcceleratorConfig config, List<Bits> act, List<Bits> wgt, DecodeTable table) {

    long code(int word, int position, boolean signed) {
      int bits = config.actBits();
      Bits codes = act.get(word);
      return signed ? codes.getSigned(position * bits, bits) : codes.get(position * bits, bits);
    }

    int record(int word, int position) {
      return table.records().get((int) code(word, position, false) & DecodeTable.RECORDS - 1);
    }

    long weight(int word, int position) {
      return wgt.get(word).getSigned(position * config.wgtBits(), config.wgtBits());
    }
  }

  /// The fields of a command that matter for its values.
  private record Fields(int kWords, int blocks, boolean signed, boolean decode) {}

  @ParameterizedTest
  @CsvSource({"3, 4, 2, 8, 4, 0", "1, 16, 4, 4, 4, 0", "2, 6, 3, 4, 8, 1", "4, 4, 1, 4, 4, 2"})
  void multipliesRowBlocksByColumns(
      int rows, int cols, int lanes, int actBits, int wgtBits, int array) {
    AcceleratorConfig config =
        AcceleratorConfig.plain(
            rows, cols, lanes, actBits, wgtBits, 32, array, WORDS, 2, WORDS, 2, 1, 2);
    try (Dut dut = Dut.open(Dut.model("hb_block_core", parameters(config)), 1)) {
      for (int round = 0; round < 3; round++) {
        Contents contents = contents(config);
        load(dut, contents);
        for (int command = 0; command < 10; command++) {
          run(dut, contents, fields(config));
        }
      }
    }
  }

  private static Map<String, Integer> parameters(AcceleratorConfig config) {
    Map<String, Integer> parameters = new LinkedHashMap<>(config.parameters());
    Set<String> known =
        UnitCatalog.load().module("hb_block_core").orElseThrow().parameters().keySet();
    parameters.keySet().retainAll(known);
    parameters.put("SUM_BITS", config.sumBits());
    return parameters;
  }

  private Contents contents(AcceleratorConfig config) {
    List<Bits> act = new ArrayList<>();
    List<Bits> wgt = new ArrayList<>();
    List<Integer> records = new ArrayList<>();
    for (int word = 0; word < WORDS; word++) {
      act.add(Bits.random(random, Memory.ACT.wordBits(config)));
      wgt.add(Bits.random(random, Memory.WGT.wordBits(config)));
    }
    int most = 1 << config.actBits();
    for (int code = 0; code < DecodeTable.RECORDS; code++) {
      boolean shifts = config.arrayKind() == ArrayKind.SHIFT;
      records.add(shifts ? random.nextInt(64) : random.nextInt(-most, most));
    }
    DecodeTable table = new DecodeTable(records, random.nextInt(16), random.nextInt(256));
    return new Contents(config, act, wgt, table);
  }

  private static void load(Dut dut, Contents contents) {
    for (int word = 0; word < WORDS; word++) {
      dut.set("act_we_i", true)
          .set("act_waddr_i", word)
          .set("act_wdata_i", first(contents.act.get(word)));
      dut.set("wgt_we_i", true).set("wgt_waddr_i", word).set("wgt_wdata_i", contents.wgt.get(word));
      dut.cycle();
    }
    dut.set("act_we_i", false).set("wgt_we_i", false);
    Bits table = new Bits(Memory.DECODE_BITS);
    int bits = DecodeTable.RECORD_BITS;
    for (int code = 0; code < DecodeTable.RECORDS; code++) {
      table.set(code * bits, bits, contents.table.records().get(code));
    }
    table.set(DecodeTable.SCALES * bits, bits, contents.table.scales());
    dut.set("decode_we_i", true).set("decode_wdata_i", table).cycle();
    dut.set("decode_we_i", false).set("decode_wdata_i", new Bits(table.width()));
  }

  /// The word of the first of the writers of act.
  private static Bits first(Bits word) {
    Bits words = new Bits(ACT_WRITERS * word.width());
    for (int bit = 0; bit < word.width(); bit++) {
      words.set(bit, 1, word.get(bit, 1));
    }
    return words;
  }

  private Fields fields(AcceleratorConfig config) {
    boolean decode =
        switch (config.arrayKind()) {
          case MULTIPLY, ROW -> false;
          case DECODE -> random.nextBoolean();
          case SHIFT -> true;
        };
    return new Fields(1 + random.nextInt(9), 1 + random.nextInt(3), random.nextBoolean(), decode);
  }

  private static void run(Dut dut, Contents contents, Fields fields) {
    AcceleratorConfig config = contents.config;
    CommandWord command =
        new CommandWord.Builder()
            .set(CommandField.ACT_SIGNED, fields.signed)
            .set(CommandField.DECODE, fields.decode)
            .set(CommandField.A_BASE, ACT_BASE)
            .set(CommandField.W_BASE, WGT_BASE)
            .set(CommandField.K_WORDS, fields.kWords)
            .set(CommandField.ROW_BLOCKS, fields.blocks)
            .set(CommandField.O_STRIDE, config.drainWords())
            .build();
    dut.set("start_i", true).set("cmd_i", Bits.of(command)).cycle();
    dut.set("start_i", false);
    int drains = fields.blocks * config.drainWords();
    long products = 0;
    for (int drained = 0; drained < drains; dut.cycle()) {
      products += dut.get("products_o");
      boolean valid = dut.isHigh("valid_o");
      assertEquals(valid && drained == drains - 1, dut.isHigh("last_o"));
      if (valid) {
        assertEquals(drained, dut.get("waddr_o"));
        assertEquals(values(contents, fields, drained), dut.bits("value_o"), "word " + drained);
        drained++;
      }
    }
    assertEquals(0, dut.get("valid_o"));
    assertEquals((long) fields.blocks * fields.kWords * config.macsPerCycle(), products);
  }

  private static Bits values(Contents contents, Fields fields, int drained) {
    AcceleratorConfig config = contents.config;
    int block = drained / config.drainWords();
    int first = drained % config.drainWords() * config.lanes();
    Bits values = new Bits(config.wordElements() * config.sumBits());
    for (int row = 0; row < config.rows(); row++) {
      for (int lane = 0; lane < config.lanes(); lane++) {
        long value = value(contents, fields, block, row, first + lane);
        values.set((row * config.lanes() + lane) * config.sumBits(), config.sumBits(), value);
      }
    }
    return values;
  }

  private static long value(Contents contents, Fields fields, int block, int row, int column) {
    int lanes = contents.config.lanes();
    long[] sums = new long[2];
    for (int k = 0; k < fields.kWords * lanes; k++) {
      int act = ACT_BASE + block * fields.kWords + k / lanes;
      int position = row * lanes + k % lanes;
      long weight = contents.weight(WGT_BASE + k / lanes, column * lanes + k % lanes);
      switch (contents.config.arrayKind()) {
        case MULTIPLY, ROW -> sums[0] += contents.code(act, position, fields.signed) * weight;
        case DECODE ->
            sums[0] +=
                weight
                    * (fields.decode
                        ? contents.record(act, position)
                        : contents.code(act, position, fields.signed));
        case SHIFT -> {
          int term = contents.record(act, position);
          sums[DecodeTable.isSecond(term) ? 1 : 0] += DecodeTable.multiplier(term) * weight;
        }
      }
    }
    return contents.config.arrayKind() == ArrayKind.SHIFT
        ? DecodeTable.combine(contents.table.scales(), (int) sums[0], (int) sums[1])
        : sums[0];
  }
}
