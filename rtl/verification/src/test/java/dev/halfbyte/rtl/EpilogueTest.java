package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Commands through requantization, table and packing, with gaps: words, addresses, ports, done.
class EpilogueTest {
  private static final int LATENCY = 6;
  private static final int TABLES = 2;
  private static final int ACC_BITS = 24;

  /// Write enables by the code of the destination.
  private static final List<String> ENABLES =
      List.of("act_we_o", "res_we_o", "column_we_o", "row_we_o");

  private record Write(boolean valid, boolean last, int address, Bits word) {}

  @ParameterizedTest
  @CsvSource({"8, 1, 8", "4, 2, 4"})
  void writesThePackedWordSixCyclesLater(int elements, int lanes, int actBits) {
    Map<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("ELEMENTS", elements);
    parameters.put("LANES", lanes);
    parameters.put("ACT_BITS", actBits);
    parameters.put("ACC_BITS", ACC_BITS);
    parameters.put("TABLES", TABLES);
    AcceleratorConfig config =
        AcceleratorConfig.plain(
            elements / lanes, lanes, lanes, actBits, 4, ACC_BITS, 0, 16, 16, 16, 16, TABLES, 16);
    Random random = new Random(actBits);
    int[] tables = random.ints(256 * TABLES, 0, 256).toArray();
    try (Dut dut = Dut.open(Dut.model("hb_epilogue", parameters), 1)) {
      loadTables(dut, tables);
      for (int command = 0; command < 80; command++) {
        Epilogue epilogue = epilogue(random);
        boolean broadcast = random.nextBoolean();
        boolean factors = random.nextInt(3) == 0;
        configure(dut, epilogue, broadcast, factors);
        run(dut, config, random, epilogue, broadcast, factors, tables);
      }
    }
  }

  private static void run(
      Dut dut,
      AcceleratorConfig config,
      Random random,
      Epilogue epilogue,
      boolean broadcast,
      boolean factors,
      int[] tables) {
    Deque<Write> pipeline = new ArrayDeque<>();
    String enable = ENABLES.get(epilogue.destination().code());
    String data = epilogue.destination() == Destination.RES ? "res_wdata_o" : "act_wdata_o";
    int words = 1 + random.nextInt(20);
    int sent = 0;
    int done = 0;
    while (done < words) {
      boolean valid = sent < words && random.nextInt(3) > 0;
      sent += valid ? 1 : 0;
      pipeline.add(
          drive(dut, config, random, epilogue, broadcast, factors, tables, valid, sent == words));
      dut.cycle();
      if (pipeline.size() == LATENCY) {
        Write expected = pipeline.remove();
        assertEquals(expected.valid() && expected.last(), dut.isHigh("done_o"));
        for (String other : ENABLES) {
          assertEquals(enable.equals(other) && expected.valid(), dut.isHigh(other));
        }
        if (expected.valid()) {
          assertEquals(expected.word(), dut.bits(data), epilogue.toString());
          assertEquals(expected.address(), dut.get("waddr_o"));
          done++;
        }
      }
    }
    dut.set("valid_i", false).cycle();
    assertEquals(0, dut.get("done_o"));
  }

  private static Write drive(
      Dut dut,
      AcceleratorConfig config,
      Random random,
      Epilogue epilogue,
      boolean broadcast,
      boolean factors,
      int[] tables,
      boolean valid,
      boolean last) {
    int lanes = config.lanes();
    int elements = config.wordElements();
    Requantize[] records = new Requantize[lanes];
    Bits par = new Bits(lanes * Memory.RECORD_BITS);
    for (int l = 0; l < lanes; l++) {
      records[l] = Requantize.random(random, ACC_BITS);
      records[l].write(par, l * Memory.RECORD_BITS);
    }
    Requantize factor = Requantize.random(random, ACC_BITS);
    dut.set("factor_i", (long) factor.shift() << 31 | factor.multiplier());
    Bits value = Bits.random(random, elements * ACC_BITS);
    Bits residual = Bits.random(random, elements * 16);
    int address = random.nextInt(1 << 16);
    dut.set("valid_i", valid).set("last_i", last).set("waddr_i", address);
    dut.set("value_i", value).set("par_i", par).set("residual_i", residual);
    int bits = epilogue.destination() == Destination.RES ? 16 : config.actBits();
    Bits word = new Bits(elements * bits);
    for (int e = 0; e < elements; e++) {
      int v = (int) value.getSigned(e * ACC_BITS, ACC_BITS);
      int r = (int) residual.getSigned(e * 16, 16);
      Requantize record = records[broadcast ? 0 : e % lanes];
      if (factors) {
        record = new Requantize(record.bias(), factor.multiplier(), factor.shift());
      }
      int code = record.apply(v, Requantize.side(epilogue, r), epilogue);
      word.set(e * bits, bits, Requantize.stored(config, epilogue, tables, code));
    }
    return new Write(valid, last, address, word);
  }

  private static Epilogue epilogue(Random random) {
    Epilogue.Residual residual =
        new Epilogue.Residual(0, 0, random.nextInt() >>> 1, random.nextInt(-99, 99));
    Epilogue.Table table = new Epilogue.Table(random.nextInt(TABLES), random.nextBoolean());
    return new Epilogue(
        Destination.of(random.nextInt(4)),
        0,
        random.nextInt(-40, 40),
        -128,
        127,
        random.nextBoolean() ? Optional.of(residual) : Optional.empty(),
        random.nextBoolean() ? Optional.of(table) : Optional.empty());
  }

  private static void configure(Dut dut, Epilogue epilogue, boolean broadcast, boolean factors) {
    dut.set("factor_enable_i", factors);
    dut.set("configure_i", true).set("broadcast_i", broadcast).set("valid_i", false);
    dut.set("dest_i", epilogue.destination().code());
    dut.set("zero_i", epilogue.zero()).set("lo_i", epilogue.lo()).set("hi_i", epilogue.hi());
    dut.set("residual_enable_i", epilogue.residual().isPresent());
    epilogue
        .residual()
        .ifPresent(residual -> dut.set("m2_i", residual.multiplier()).set("z2_i", residual.zero()));
    dut.set("table_enable_i", epilogue.table().isPresent());
    epilogue
        .table()
        .ifPresent(
            table -> dut.set("table_id_i", table.id()).set("table_signed_i", table.signed()));
    dut.cycle();
    // The fields are free to change once they were taken.
    dut.set("factor_enable_i", !factors);
    dut.set("configure_i", false).set("broadcast_i", !broadcast).set("lo_i", 1).set("zero_i", 77);
  }

  private static void loadTables(Dut dut, int[] tables) {
    for (int word = 0; word < tables.length / 8; word++) {
      Bits data = new Bits(64);
      for (int e = 0; e < 8; e++) {
        data.set(8 * e, 8, tables[8 * word + e]);
      }
      dut.set("table_we_i", true).set("table_waddr_i", word).set("table_wdata_i", data).cycle();
    }
    dut.set("table_we_i", false);
  }
}
