package dev.halfbyte.cli.timeline;

import dev.halfbyte.rtl.Unit;
import dev.halfbyte.sim.harness.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The lanes of a [TimelinePage] as SVG: x is a cycle, y a pixel.
///
/// A lane shows the commands of its unit, above them how much of their products was skipped, and
/// where a command for it waited. Stalls of the streams stand in the lanes of LOAD and STORE.
final class TimelineChart {
  /// Height of a lane with its gap.
  static final int LANE = 34;

  private static final int BAR = 28;
  private static final int WAIT_BAR = 6;
  private static final int COLUMNS = 2000;

  private final Timeline timeline;
  private final StringBuilder svg = new StringBuilder();

  private TimelineChart(Timeline timeline) {
    this.timeline = timeline;
  }

  static String svg(Timeline timeline) {
    TimelineChart chart = new TimelineChart(timeline);
    for (Unit unit : Unit.values()) {
      chart.lane(unit, LANE * unit.bit());
    }
    chart.stalls(timeline.starved(), LANE * Unit.LOAD.bit(), "in stream starved");
    chart.stalls(timeline.blocked(), LANE * Unit.STORE.bit(), "out stream blocked");
    return chart.svg.toString();
  }

  static int height() {
    return LANE * Unit.values().length;
  }

  /// Names of the lanes.
  static List<String> lanes() {
    List<String> names = new ArrayList<>();
    for (Unit unit : Unit.values()) {
      names.add(unit.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private void lane(Unit unit, int y) {
    Optional<CommandSpan> before = Optional.empty();
    boolean dark = false;
    for (CommandSpan command : timeline.of(unit)) {
      dark ^= before.filter(b -> b.op().equals(command.op())).isEmpty();
      String told = command.describe();
      rect(dark ? "a" : "b", command.issue() + 1, y, command.held(), BAR, told);
      if (command.skipped() > 0) {
        double share = (double) command.skipped() / (command.macs() + command.skipped());
        rect("s", command.issue() + 1, y, command.held(), BAR * share, told);
      }
      if (command.waited() > 0) {
        long first = command.issue() - command.waited();
        rect("w", first, y + BAR - WAIT_BAR, command.waited(), WAIT_BAR, told);
      }
      before = Optional.of(command);
    }
  }

  /// Stalls may be many and short: columns of equal width whose height is their share.
  private void stalls(List<Interval> stalls, int y, String what) {
    long width = Math.ceilDiv(Math.max(1, timeline.cycles()), COLUMNS);
    long[] stalled = new long[COLUMNS + 1];
    for (Interval stall : stalls) {
      for (long cycle = stall.first(); cycle <= stall.last(); ) {
        int column = (int) (cycle / width);
        long end = Math.min(stall.last(), (column + 1) * width - 1);
        stalled[column] += end - cycle + 1;
        cycle = end + 1;
      }
    }
    for (int column = 0; column < stalled.length; column++) {
      if (stalled[column] > 0) {
        double share = (double) stalled[column] / width;
        long first = column * width;
        String told =
            "%s in %d of the cycles %d to %d"
                .formatted(what, stalled[column], first, first + width - 1);
        rect("w", first, y + BAR * (1 - share), width, BAR * share, told);
      }
    }
  }

  private void rect(String kind, long x, double y, long width, double height, String told) {
    svg.append(
            "<rect class=\"%s\" x=\"%d\" y=\"%s\" width=\"%d\" height=\"%s\"><title>"
                .formatted(kind, x, decimal(y), width, decimal(height)))
        .append(TimelinePage.escape(told))
        .append("</title></rect>\n");
  }

  private static String decimal(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
