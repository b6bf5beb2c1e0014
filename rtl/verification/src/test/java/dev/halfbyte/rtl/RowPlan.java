package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the lanes of `hb_row_engine` do, cycle by cycle, as its header says. The first cycle is
/// that of the first digit.
final class RowPlan {
  /// One cycle of all lanes.
  ///
  /// @param digits the digit of each lane, 0 for none
  /// @param weights the address of its weights, or -1 where none is read
  /// @param first whether a sum begins
  /// @param held whether sums are put aside, or with `last` belong to what is drained
  /// @param issued lanes with a code, whose digit may still be 0
  /// @param skipped codes without a digit, told at the end of a segment
  @SuppressWarnings("ArrayRecordComponent") // no test compares them or changes their arrays
  record Cycle(
      Segment segment,
      boolean first,
      int shift,
      boolean last,
      boolean held,
      int[] digits,
      int[] weights,
      int issued,
      int skipped) {}

  private final RowFields fields;
  private final int lanes;
  private final int drain;
  private final byte[] act;
  private final List<Cycle> cycles = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();

  /// Plans a command.
  ///
  /// @param drain cycles of a drain
  /// @param act the codes of the memory, that of lane l in narrow word n at `n * lanes + l`
  RowPlan(RowFields fields, int lanes, int drain, byte[] act) {
    this.fields = fields;
    this.lanes = lanes;
    this.drain = drain;
    this.act = act;
    for (int row = 0; row < fields.rows(); row++) {
      for (int tile = 0; tile < fields.tiles(); tile++) {
        pass(row, tile);
      }
    }
  }

  List<Cycle> cycles() {
    return cycles;
  }

  /// Returns the index of the last cycle of each pass.
  List<Integer> ends() {
    return ends;
  }

  private void pass(int row, int tile) {
    List<Segment> segments = fields.segments().segments();
    int held = fields.segments().held();
    for (int s = 0; s < segments.size(); s++) {
      int earliest =
          s == segments.size() - 1 && !ends.isEmpty() ? ends.getLast() + drain : cycles.size();
      boolean last = s == segments.size() - 1;
      boolean hold = held > 0 && (last || s == held - 1);
      segment(segments.get(s), row, tile, s == 0 || s == held, last, hold, earliest);
    }
    ends.add(cycles.size() - 1);
  }

  private void segment(
      Segment segment, int row, int tile, boolean first, boolean last, boolean hold, int earliest) {
    List<List<int[]>> slots = new ArrayList<>();
    int length = Math.max(1, earliest + 1 - cycles.size());
    int digits = 0;
    for (int lane = 0; lane < lanes; lane++) {
      List<int[]> issue = slots(segment, row, tile, lane);
      slots.add(issue);
      length = Math.max(length, issue.size());
      digits += issue.stream().mapToInt(slot -> slot[2]).sum();
    }
    for (int t = 0; t < length; t++) {
      int[] issued = new int[lanes];
      int[] weights = new int[lanes];
      int codes = 0;
      Arrays.fill(weights, -1);
      for (int lane = 0; lane < lanes; lane++) {
        if (t < slots.get(lane).size()) {
          issued[lane] = slots.get(lane).get(t)[0];
          weights[lane] = slots.get(lane).get(t)[1];
          codes += slots.get(lane).get(t)[2];
        }
      }
      boolean end = t == length - 1;
      int skipped = end ? fields.kWords() * lanes - digits : 0;
      int shift = t == 0 && !first ? segment.shift() : 0;
      cycles.add(
          new Cycle(
              segment,
              first && t == 0,
              shift,
              last && end,
              hold && end,
              issued,
              weights,
              codes,
              skipped));
    }
  }

  /// Returns digit, weight address and number of codes of each cycle in which a lane works on a
  /// segment.
  private List<int[]> slots(Segment segment, int row, int tile, int lane) {
    int start = fields.aBase() + row * fields.aStride();
    int weights = fields.wBase() + tile * fields.wTileStride();
    weights += segment.weightPlane() * fields.wPlane();
    List<int[]> slots = new ArrayList<>();
    for (int word = 0; word < fields.kWords(); word += RowTiming.WIDE_WORDS) {
      int before = slots.size();
      int end = Math.min(fields.kWords(), word + RowTiming.WIDE_WORDS);
      for (int k = word; k < end; k++) {
        int code = act[(start + k) * lanes + lane] & 0xff;
        if (segment.isIssued(code)) {
          slots.add(new int[] {segment.digit(code), weights + k, 1});
        }
      }
      if (slots.size() == before) {
        slots.add(new int[] {0, weights + word, 0});
      }
    }
    return slots;
  }
}
