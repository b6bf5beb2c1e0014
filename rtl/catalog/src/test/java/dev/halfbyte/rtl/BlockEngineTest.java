package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products of random matrices, whatever the kind of array, against sums written from its header.
class BlockEngineTest {
  private static final int WORDS = 64;

  private final Random random = new Random(5);

  /// The configuration, and what its memories hold.
  private record Bench(AcceleratorConfig config, List<Bits> act, List<Bits> wgt, List<Integer> records, int scales) {

    long operand(int word, int position, boolean signed, boolean decode) {
      int bits = config.actBits();
      Bits codes = act.get(word % WORDS);
      boolean extended = signed && config.arrayKind() != ArrayKind.SHIFT;
      long code = extended ? codes.getSigned(position * bits, bits) : codes.get(position * bits, bits);
      return decode ? records.get((int) code & 15) : code;
    }

    long weight(int word, int position) {
      return wgt.get(word % WORDS).getSigned(position * config.wgtBits(), config.wgtBits());
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 4, 2, 8, 4, 0", "1, 16, 4, 4, 4, 0", "2, 6, 3, 4, 8, 1", "4, 4, 1, 4, 4, 2"})
  void multipliesRowBlocksByColumns(
      int rows, int cols, int lanes, int actBits, int wgtBits, int array) {
    AcceleratorConfig config =
        AcceleratorConfig.edge8x8()
            .with(
                Map.of(
                    "ROWS", rows, "COLS", cols, "LANES", lanes, "ACT_BITS", actBits, "WGT_BITS",
                    wgtBits, "ACC_BITS", 32, "ARRAY", array));
    Map<String, Integer> parameters = new LinkedHashMap<>(config.parameters());
    parameters.keySet().removeIf(name -> name.endsWith("DEPTH") || name.equals("TABLES"));
    parameters.put("VALUE_BITS", config.valueBits());
    try (Dut dut = Dut.open(Dut.model("hb_block_engine", parameters), 1)) {
      for (int table = 0; table < 3; table++) {
        Bench bench = bench(config);
        load(dut, bench);
        for (int command = 0; command < 10; command++) {
          run(dut, bench);
        }
      }
    }
  }

  private Bench bench(AcceleratorConfig config) {
    List<Bits> act = new ArrayList<>();
    List<Bits> wgt = new ArrayList<>();
    List<Integer> records = new ArrayList<>();
    for (int word = 0; word < WORDS; word++) {
      act.add(Bits.random(random, Memory.ACT.wordBits(config)));
      wgt.add(Bits.random(random, Memory.WGT.wordBits(config)));
    }
    for (int code = 0; code < DecodeTable.RECORDS; code++) {
      records.add(
          switch (config.arrayKind()) {
            case MULTIPLY -> 0;
            case DECODE -> random.nextInt(-16, 16);
            case SHIFT -> random.nextInt(64);
          });
    }
    int scales = new DecodeTable(records, random.nextInt(16), random.nextInt(256)).scales();
    return new Bench(config, act, wgt, records, scales);
  }

  private static void load(Dut dut, Bench bench) {
    Bits word = new Bits(Memory.DECODE_BITS);
    for (int code = 0; code < DecodeTable.RECORDS; code++) {
      word.set(code * DecodeTable.RECORD_BITS, DecodeTable.RECORD_BITS, bench.records.get(code));
    }
    word.set(
        DecodeTable.SCALES * DecodeTable.RECORD_BITS, DecodeTable.RECORD_BITS, bench.scales);
    dut.set("decode_we_i", true).set("decode_wdata_i", word).cycle();
    dut.set("decode_we_i", false).set("decode_wdata_i", Bits.random(new Random(1), word.width()));
  }

  private void run(Dut dut, Bench bench) {
    int k = 1 + random.nextInt(9);
    int blocks = 1 + random.nextInt(3);
    boolean signed = random.nextBoolean();
    boolean decode =
        switch (bench.config.arrayKind()) {
          case MULTIPLY -> false;
          case DECODE -> random.nextBoolean();
          case SHIFT -> true;
        };
    dut.set("start_i", true).set("act_signed_i", signed).set("decode_i", decode);
    dut.set("a_base_i", 7).set("w_base_i", 11).set("k_words_i", k).set("row_blocks_i", blocks);
    dut.set("o_base_i", 0).set("o_stride_i", bench.config.drainWords()).cycle();
    dut.set("start_i", false);
    int drained = 0;
    while (drained < blocks * bench.config.drainWords()) {
      boolean valid = dut.isHigh("valid_o");
      if (valid) {
        assertEquals(drained, dut.get("waddr_o"));
        check(dut.bits("value_o"), bench, drained, k, signed, decode);
        drained++;
      }
      assertEquals(
          valid && drained == blocks * bench.config.drainWords(), dut.isHigh("last_o"));
      cycle(dut, bench);
    }
    assertEquals(0, dut.get("valid_o"));
  }

  /// One cycle of the engine and of its memories, which answer in the next one.
  private static void cycle(Dut dut, Bench bench) {
    boolean actRead = dut.isHigh("act_re_o");
    boolean wgtRead = dut.isHigh("wgt_re_o");
    int act = (int) dut.get("act_raddr_o");
    int wgt = (int) dut.get("wgt_raddr_o");
    dut.cycle();
    if (actRead) {
      dut.set("act_rdata_i", bench.act.get(act % WORDS));
    }
    if (wgtRead) {
      dut.set("wgt_rdata_i", bench.wgt.get(wgt % WORDS));
    }
  }

  private static void check(
      Bits values, Bench bench, int drained, int k, boolean signed, boolean decode) {
    AcceleratorConfig config = bench.config;
    int block = drained / config.drainWords();
    int column = drained % config.drainWords() * config.lanes();
    for (int row = 0; row < config.rows(); row++) {
      for (int lane = 0; lane < config.lanes(); lane++) {
        long first = 0;
        long second = 0;
        for (int word = 0; word < k; word++) {
          for (int l = 0; l < config.lanes(); l++) {
            int position = row * config.lanes() + l;
            long operand = bench.operand(7 + block * k + word, position, signed, decode);
            long weight = bench.weight(11 + word, (column + lane) * config.lanes() + l);
            boolean shift = config.arrayKind() == ArrayKind.SHIFT;
            long product = (shift ? DecodeTable.multiplier((int) operand) : operand) * weight;
            if (shift && DecodeTable.isSecond((int) operand)) {
              second += product;
            } else {
              first += product;
            }
          }
        }
        int expected =
            config.arrayKind() == ArrayKind.SHIFT
                ? DecodeTable.combine(bench.scales, (int) first, (int) second)
                : (int) first;
        int at = (row * config.lanes() + lane) * config.valueBits();
        assertEquals(expected, values.getSigned(at, config.valueBits()), "word " + drained);
      }
    }
  }
}
