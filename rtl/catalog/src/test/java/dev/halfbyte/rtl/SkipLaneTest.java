package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Segments of every length, sparse and dense, entered at once or after a random wait: each cycle
/// against a list of what is issued.
class SkipLaneTest {
  /// A run of words with its own digits and weights.
  private record Segment(int start, int weights, List<Integer> digits) {}

  /// A cycle of the lane: a digit or none, and the weight that is read.
  private record Slot(int digit, int weight) {}

  private final Random random = new Random(1);
  private final long[] memory = new long[1 << 12];
  private long data;
  private Slot addressed = new Slot(0, -1);
  private int reads;

  @Test
  void issuesWhatHasADigitAndNothingElse() {
    try (Dut dut = Dut.open(Dut.model("hb_skip_lane", Map.of()), 1)) {
      for (int command = 0; command < 300; command++) {
        int zeros = 25 * random.nextInt(5);
        for (int i = 0; i < memory.length; i++) {
          memory[i] = codes(zeros);
        }
        int kWords = 1 + random.nextInt(random.nextBoolean() ? 16 : 80);
        List<Segment> segments = segments(1 + random.nextInt(5), kWords);
        run(dut, segments, kWords);
        if (random.nextInt(8) == 0) {
          dut.simulation().reset(1);
        }
      }
    }
  }

  private void run(Dut dut, List<Segment> segments, int kWords) {
    int last = (kWords - 1) / RowTiming.WIDE_WORDS;
    reads = 0;
    addressed = new Slot(0, -1);
    dut.set("last_word_i", last).set("tail_i", (2 << (kWords - 1) % RowTiming.WIDE_WORDS) - 1);
    dut.set("fetch_i", false).set("go_i", false).set("start_i", true).cycle();
    look(dut.set("start_i", false), segments, -2);
    cycle(dut.set("fetch_i", true), new Slot(0, -1));
    look(dut.set("fetch_i", false), segments, -1);
    cycle(dut.set("go_i", true), new Slot(0, -1));
    for (int s = 0; s < segments.size(); s++) {
      look(dut, segments, s);
      List<Slot> slots = slots(segments.get(s), kWords);
      boolean followed = s < segments.size() - 1;
      int length = slots.size() + (random.nextBoolean() ? 0 : random.nextInt(5));
      for (int t = 0; t < length; t++) {
        Slot slot = t < slots.size() ? slots.get(t) : new Slot(0, -1);
        dut.set("go_i", followed && t == length - 1);
        assertEquals(t >= slots.size() - 1, dut.isHigh("done_o"));
        assertEquals(slot.digit() != 0, dut.isHigh("issued_o"));
        cycle(dut, slot);
      }
    }
    assertEquals(segments.size() * (last + 1), reads);
    cycle(dut, new Slot(0, -1));
    cycle(dut, new Slot(0, -1));
  }

  /// Shows the lane what comes behind segment `at`, and what it needs of that itself.
  private static void look(Dut dut, List<Segment> segments, int at) {
    boolean next = at + 1 >= 0 && at + 1 < segments.size();
    boolean after = at + 2 < segments.size();
    dut.set("next_exists_i", next).set("after_exists_i", after);
    dut.set("after_start_i", after ? segments.get(at + 2).start() : 0);
    if (next) {
      dut.set("next_start_i", segments.get(at + 1).start());
      dut.set("next_issue_i", issued(segments.get(at + 1)));
    }
    if (at >= 0) {
      Bits digits = new Bits(64);
      for (int code = 0; code < 16; code++) {
        digits.set(4 * code, 4, segments.get(at).digits().get(code));
      }
      dut.set("issue_i", issued(segments.get(at))).set("digits_i", digits);
      dut.set("wgt_base_i", segments.get(at).weights());
    }
  }

  private void cycle(Dut dut, Slot slot) {
    dut.settle();
    boolean reading = dut.isHigh("act_re_o");
    int address = Math.toIntExact(dut.get("act_raddr_o"));
    dut.cycle();
    reads += reading ? 1 : 0;
    data = reading ? memory[address] : data;
    dut.set("act_rdata_i", data);
    assertEquals(slot.weight() >= 0, dut.isHigh("wgt_re_o"));
    assertTrue(slot.weight() < 0 || slot.weight() == dut.get("wgt_raddr_o"));
    assertEquals(addressed.digit(), dut.get("digit_o"));
    addressed = slot;
  }

  private List<Slot> slots(Segment segment, int kWords) {
    List<Slot> slots = new ArrayList<>();
    for (int word = 0; word <= (kWords - 1) / RowTiming.WIDE_WORDS; word++) {
      int before = slots.size();
      int first = word * RowTiming.WIDE_WORDS;
      for (int k = first; k < Math.min(kWords, first + RowTiming.WIDE_WORDS); k++) {
        int code = (int) (memory[segment.start() + word] >>> 4 * (k - first)) & 15;
        int digit = segment.digits().get(code);
        if (digit != 0) {
          slots.add(new Slot(digit, segment.weights() + k));
        }
      }
      if (slots.size() == before) {
        slots.add(new Slot(0, segment.weights() + first));
      }
    }
    return slots;
  }

  private List<Segment> segments(int count, int kWords) {
    List<Segment> segments = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      List<Integer> digits = new ArrayList<>();
      boolean identity = random.nextBoolean();
      for (int code = 0; code < 16; code++) {
        digits.add(identity ? code : random.nextBoolean() ? random.nextInt(16) : 0);
      }
      int start = random.nextInt(memory.length - RowTiming.wideWords(kWords));
      segments.add(new Segment(start, random.nextInt(1 << 15), digits));
    }
    return segments;
  }

  private static int issued(Segment segment) {
    int set = 0;
    for (int code = 0; code < 16; code++) {
      set |= segment.digits().get(code) != 0 ? 1 << code : 0;
    }
    return set;
  }

  private long codes(int zeros) {
    long codes = 0;
    for (int i = 0; i < RowTiming.WIDE_WORDS; i++) {
      codes = codes << 4 | (random.nextInt(100) < zeros ? 0 : 1 + random.nextInt(15));
    }
    return codes;
  }
}
