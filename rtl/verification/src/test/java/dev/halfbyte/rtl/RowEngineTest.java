package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every cycle of row-serial GEMMs against the plan of [RowPlan], and their number against
/// [RowTiming].
class RowEngineTest {
  /// The cycle of the first digit; its weight address and its product come one and two later.
  private static final int FIRST_ISSUE = 4;

  private static final List<Integer> ZEROS = List.of(0, 25, 50, 75, 90, 100);

  @ParameterizedTest
  @CsvSource({"4, 16, 4", "4, 4, 8", "2, 1, 4", "1, 2, 8", "8, 8, 4"})
  void followsTheStatedSchedule(int lanes, int drain, int actBits) {
    Random random = new Random(31L * lanes + drain);
    Map<String, Integer> parameters = Map.of("LANES", lanes, "DRAIN", drain, "ACT_BITS", actBits);
    try (Dut dut = Dut.open(Dut.model("hb_row_engine", parameters), 1)) {
      for (int command = 0; command < 40; command++) {
        int zeros = ZEROS.get(random.nextInt(ZEROS.size()));
        RowMemory memory = new RowMemory(random, lanes, actBits, zeros, random.nextInt(4) == 0);
        int kWords = 1 + random.nextInt(random.nextBoolean() ? 70 : 17);
        RowFields fields =
            RowFields.random(
                random,
                kWords,
                1 + random.nextInt(4),
                1 + random.nextInt(3),
                planes(random, actBits / 4));
        run(dut, fields, memory, lanes, drain, Integer.MAX_VALUE);
        if (random.nextInt(4) == 0) {
          run(dut, fields, memory, lanes, drain, random.nextInt(60));
          dut.simulation().reset(1);
        }
      }
    }
  }

  @Test
  void theFirstPassWaitsForTheDrainOfTheCommandInFront() {
    Random random = new Random(5);
    try (Dut dut = Dut.open(Dut.model("hb_row_engine", Map.of("LANES", 2, "DRAIN", 2)), 1)) {
      for (int held = 0; held < 30; held++) {
        RowMemory memory = new RowMemory(random, 2, 4, 25, false);
        RowFields fields = RowFields.random(random, 9, 2, 1, Optional.empty());
        RowPlan plan = new RowPlan(fields, 2, fields.twice() ? 4 : 2, memory.codes());
        int firstEnd = FIRST_ISSUE + plan.ends().getFirst();
        int late = Math.max(0, held - firstEnd);
        fields.start(dut);
        int done = 0;
        for (int t = 1; done == 0; t++) {
          dut.set("drain_ready_i", t >= held);
          memory.cycle(dut);
          done = dut.isHigh("done_o") ? t + 1 : 0;
        }
        assertEquals(FIRST_ISSUE + plan.cycles().size() + late, done, "ready from " + held);
      }
    }
  }

  private static Optional<DigitPlanes> planes(Random random, int actPlanes) {
    if (random.nextInt(3) == 0) {
      return Optional.empty();
    }
    return Optional.of(RandomPlanes.of(random, actPlanes));
  }

  private static void run(
      Dut dut, RowFields fields, RowMemory memory, int lanes, int columns, int abort) {
    int drain = fields.twice() ? 2 * columns : columns;
    RowPlan plan = new RowPlan(fields, lanes, drain, memory.codes());
    long busy = busyCycles(fields, memory, new RowTiming(lanes, drain));
    assertEquals(busy, plan.cycles().size() + drain + RowTiming.FILL + Timing.EPILOGUE_LATENCY);
    fields.start(dut);
    for (int t = 1; t <= Math.min(busy, abort); t++) {
      String where = "cycle " + t + " of " + fields;
      checkReads(dut, fields, lanes, where);
      checkWeights(dut, plan, t - FIRST_ISSUE - 1, lanes, where);
      checkArray(dut, plan, t - FIRST_ISSUE - 2, lanes, where);
      assertEquals(t == FIRST_ISSUE + plan.cycles().size(), dut.isHigh("done_o"), where);
      memory.cycle(dut);
    }
  }

  private static long busyCycles(RowFields fields, RowMemory memory, RowTiming timing) {
    DigitPlanes planes = fields.segments();
    int words = RowTiming.WIDE_WORDS * RowTiming.wideWords(fields.kWords());
    List<Integer> passes = new ArrayList<>();
    for (int row = 0; row < fields.rows(); row++) {
      byte[] codes = memory.row(fields.aBase() + row * fields.aStride(), words);
      passes.add(timing.passCycles(planes, fields.kWords(), codes));
    }
    return timing.busyCycles(fields.tiles(), passes);
  }

  /// Only words of the command are read.
  private static void checkReads(Dut dut, RowFields fields, int lanes, String where) {
    Bits addresses = dut.bits("act_raddr_o");
    int words = RowTiming.wideWords(fields.kWords());
    for (int lane = 0; lane < lanes; lane++) {
      if ((dut.get("act_re_o") >> lane & 1) != 0) {
        int offset =
            Math.toIntExact(RowTiming.WIDE_WORDS * addresses.get(12 * lane, 12)) - fields.aBase();
        int row = Math.floorDiv(offset, fields.aStride());
        int word = Math.floorMod(offset, fields.aStride()) / RowTiming.WIDE_WORDS;
        assertTrue(row >= 0 && row < fields.rows() && word < words, where);
      }
    }
  }

  private static void checkWeights(Dut dut, RowPlan plan, int at, int lanes, String where) {
    boolean active = at >= 0 && at < plan.cycles().size();
    Bits addresses = dut.bits("wgt_raddr_o");
    for (int lane = 0; lane < lanes; lane++) {
      boolean reads = active && plan.cycles().get(at).weights()[lane] >= 0;
      assertEquals(reads ? 1 : 0, dut.get("wgt_re_o") >> lane & 1, where);
      if (reads) {
        assertEquals(plan.cycles().get(at).weights()[lane], addresses.get(16 * lane, 16), where);
      }
    }
    int issued = active ? plan.cycles().get(at).issued() : 0;
    assertEquals(issued, dut.get("issued_o"), where);
    assertEquals(active ? lanes - issued : 0, dut.get("idle_o"), where);
    assertEquals(active ? plan.cycles().get(at).skipped() : 0, dut.get("skipped_o"), where);
  }

  private static void checkArray(Dut dut, RowPlan plan, int at, int lanes, String where) {
    boolean active = at >= 0 && at < plan.cycles().size();
    assertEquals(active, dut.isHigh("array_en_o"), where);
    if (!active) {
      assertEquals(0, dut.get("array_last_o"), where);
      assertEquals(0, dut.get("array_hold_o"), where);
      assertEquals(0, dut.get("array_digit_o"), where);
      return;
    }
    RowPlan.Cycle cycle = plan.cycles().get(at);
    assertEquals(cycle.first(), dut.isHigh("array_first_o"), where);
    assertEquals(cycle.last(), dut.isHigh("array_last_o"), where);
    assertEquals(cycle.held(), dut.isHigh("array_hold_o"), where);
    assertEquals(List.of(0, 1, 4).indexOf(cycle.shift()), dut.get("array_shift_o"), where);
    assertEquals(cycle.segment().digitSigned(), dut.isHigh("array_digit_signed_o"), where);
    assertEquals(cycle.segment().weightSigned(), dut.isHigh("array_wgt_signed_o"), where);
    assertEquals(cycle.segment().weightPlane(), dut.get("array_wgt_plane_o"), where);
    Bits digits = dut.bits("array_digit_o");
    for (int lane = 0; lane < lanes; lane++) {
      assertEquals(cycle.digits()[lane], digits.get(4 * lane, 4), where);
    }
  }
}
