package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Segments of every length, sparse and dense, entered at once or after a random wait: each cycle
/// against a list of what is issued.
class SkipLaneTest {
  /// A run of words with its own digits and weights.
  private record Run(int start, int weights, int place, Segment segment) {
    int plane() {
      return segment instanceof DigitSegment digits ? digits.actPlane() : 0;
    }

    /// Returns the values of 4 bits that are issued, of octaves by the highest 4 bits.
    ///
    /// @param low the lowest 4 bits
    int issued(int low) {
      int set = 0;
      for (int bits = 0; bits < 16; bits++) {
        int code = segment instanceof DigitSegment ? bits << 4 * plane() : bits << 4 | low;
        set |= segment.isIssued(code) ? 1 << bits : 0;
      }
      return set;
    }
  }

  /// A cycle of the lane: a digit or none, and the weight that is read.
  private record Slot(int digit, int weight, boolean issued) {
    static Slot empty(int weight) {
      return new Slot(0, weight, false);
    }
  }

  private final Random random = new Random(1);
  private static final int WORDS = 1 << 12;

  private final int[][] memory = new int[WORDS][RowTiming.WIDE_WORDS];
  private int bits;
  private Bits data = new Bits(1);
  private Slot addressed = Slot.empty(-1);
  private int reads;

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void issuesWhatHasADigitAndNothingElse(int codeBits) {
    bits = codeBits;
    data = new Bits(RowTiming.WIDE_WORDS * bits);
    try (Dut dut = Dut.open(Dut.model("hb_skip_lane", Map.of("CODE_BITS", bits)), 1)) {
      for (int command = 0; command < 300; command++) {
        int zeros = 25 * random.nextInt(5);
        for (int[] word : memory) {
          for (int i = 0; i < word.length; i++) {
            word[i] = random.nextInt(100) < zeros ? 0 : 1 + random.nextInt((1 << bits) - 1);
          }
        }
        int kWords = 1 + random.nextInt(random.nextBoolean() ? 16 : 80);
        List<Run> segments = segments(dut, 1 + random.nextInt(5), kWords);
        run(dut, segments, kWords);
        if (random.nextInt(8) == 0) {
          dut.simulation().reset(1);
        }
      }
    }
  }

  private void run(Dut dut, List<Run> segments, int kWords) {
    int last = (kWords - 1) / RowTiming.WIDE_WORDS;
    reads = 0;
    addressed = Slot.empty(-1);
    dut.set("last_word_i", last).set("tail_i", (2 << (kWords - 1) % RowTiming.WIDE_WORDS) - 1);
    dut.set("fetch_i", false).set("go_i", false).set("start_i", true).cycle();
    look(dut.set("start_i", false), segments, -2);
    cycle(dut.set("fetch_i", true), Slot.empty(-1));
    look(dut.set("fetch_i", false), segments, -1);
    cycle(dut.set("go_i", true), Slot.empty(-1));
    for (int s = 0; s < segments.size(); s++) {
      look(dut, segments, s);
      List<Slot> slots = slots(segments.get(s), kWords);
      boolean followed = s < segments.size() - 1;
      int length = slots.size() + (random.nextBoolean() ? 0 : random.nextInt(5));
      for (int t = 0; t < length; t++) {
        Slot slot = t < slots.size() ? slots.get(t) : Slot.empty(-1);
        dut.set("go_i", followed && t == length - 1);
        assertEquals(t >= slots.size() - 1, dut.isHigh("done_o"));
        assertEquals(slot.issued(), dut.isHigh("issued_o"));
        cycle(dut, slot);
      }
    }
    assertEquals(segments.size() * (last + 1), reads);
    cycle(dut, Slot.empty(-1));
    cycle(dut, Slot.empty(-1));
  }

  /// Shows the lane what comes behind segment `at`, and what it needs of that itself.
  private static void look(Dut dut, List<Run> segments, int at) {
    boolean next = at + 1 >= 0 && at + 1 < segments.size();
    boolean after = at + 2 < segments.size();
    dut.set("next_exists_i", next).set("after_exists_i", after);
    dut.set("after_start_i", after ? segments.get(at + 2).start() : 0);
    if (next) {
      dut.set("next_start_i", segments.get(at + 1).start());
      dut.set("next_issue_i", segments.get(at + 1).issued(0));
      dut.set("next_plane_i", segments.get(at + 1).plane());
      dut.set("next_rest_i", segments.get(at + 1).issued(1));
    }
    if (at >= 0) {
      Run run = segments.get(at);
      if (run.segment() instanceof DigitSegment table) {
        Bits digits = new Bits(64);
        for (int code = 0; code < 16; code++) {
          digits.set(4 * code, 4, table.digits().get(code));
        }
        dut.set("digits_i", digits);
      }
      dut.set("issue_i", run.issued(0)).set("rest_i", run.issued(1)).set("place_i", run.place());
      dut.set("wgt_base_i", segments.get(at).weights()).set("plane_i", segments.get(at).plane());
    }
  }

  private void cycle(Dut dut, Slot slot) {
    dut.settle();
    boolean reading = dut.isHigh("act_re_o");
    int address = Math.toIntExact(dut.get("act_raddr_o"));
    dut.cycle();
    reads += reading ? 1 : 0;
    if (reading) {
      for (int i = 0; i < RowTiming.WIDE_WORDS; i++) {
        data.set(bits * i, bits, memory[address][i]);
      }
    }
    dut.set("act_rdata_i", data);
    assertEquals(slot.weight() >= 0, dut.isHigh("wgt_re_o"));
    assertTrue(slot.weight() < 0 || slot.weight() == dut.get("wgt_raddr_o"));
    assertEquals(addressed.digit(), dut.get("digit_o"));
    addressed = slot;
  }

  private List<Slot> slots(Run run, int kWords) {
    List<Slot> slots = new ArrayList<>();
    for (int word = 0; word <= (kWords - 1) / RowTiming.WIDE_WORDS; word++) {
      int before = slots.size();
      int first = word * RowTiming.WIDE_WORDS;
      for (int k = first; k < Math.min(kWords, first + RowTiming.WIDE_WORDS); k++) {
        int code = memory[run.start() + word][k - first];
        if (run.segment().isIssued(code)) {
          slots.add(new Slot(run.segment().digit(code), run.weights() + k, true));
        }
      }
      if (slots.size() == before) {
        slots.add(Slot.empty(run.weights() + first));
      }
    }
    return slots;
  }

  private List<Run> segments(Dut dut, int count, int kWords) {
    boolean octaves = bits == 8 && random.nextBoolean();
    OctaveTable table = OctaveTable.ofMantissas(random.ints(16, 0, 256).boxed().toList());
    Bits mantissas = new Bits(128);
    for (int l = 0; l < 16; l++) {
      mantissas.set(8 * l, 8, table.mantissas().get(l));
    }
    dut.set("octaves_i", octaves).set("mantissas_i", mantissas);
    List<Run> segments = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      int start = random.nextInt(WORDS - RowTiming.wideWords(kWords));
      int place = random.nextInt(4);
      Segment segment =
          octaves
              ? new OctaveSegment(table, place, 0, true, 0)
              : new DigitSegment(digits(), random.nextInt(bits / 4), 0, true, true, 0);
      segments.add(new Run(start, random.nextInt(1 << 15), place, segment));
    }
    return segments;
  }

  private List<Integer> digits() {
    boolean identity = random.nextBoolean();
    return IntStream.range(0, 16)
        .map(code -> identity ? code : random.nextBoolean() ? random.nextInt(16) : 0)
        .boxed()
        .toList();
  }
}
