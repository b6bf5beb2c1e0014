package dev.halfbyte.cli.timeline;

import dev.halfbyte.rtl.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A timeline as one HTML page that needs nothing else: units over cycles, waits, ops, commands.
public final class TimelinePage {
  private final Timeline timeline;
  private final RunFigures figures;

  private TimelinePage(Timeline timeline, RunFigures figures) {
    this.timeline = timeline;
    this.figures = figures;
  }

  /// Returns the text of the page.
  public static String of(Timeline timeline, RunFigures figures) {
    TimelinePage page = new TimelinePage(timeline, figures);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("TITLE", escape(timeline.kernel()) + " on hb_accel");
    values.put("SUMMARY", escape(page.summary()));
    values.put("TOTALS", page.totals());
    values.put("LANES", page.lanes());
    values.put("UNITS", page.unitHeads());
    values.put("HEIGHT", Integer.toString(TimelineChart.height()));
    values.put("CYCLES", Long.toString(timeline.cycles()));
    values.put("CHART", TimelineChart.svg(timeline));
    values.put("WAITS", page.waits());
    values.put("PRODUCTS", page.products());
    values.put("OPS", page.ops());
    values.put("COMMANDS", page.commands());
    return fill(template(), values);
  }

  private static String template() {
    try (InputStream stream = TimelinePage.class.getResourceAsStream("timeline.html")) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks timeline.html");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Replaces each `@NAME@` once over, so that values may hold anything.
  private static String fill(String template, Map<String, String> values) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (true) {
      int start = template.indexOf('@', at);
      int end = start < 0 ? -1 : template.indexOf('@', start + 1);
      String value = end < 0 ? null : values.get(template.substring(start + 1, end));
      if (value == null) {
        return out.append(template, at, template.length()).toString();
      }
      out.append(template, at, start).append(value);
      at = end + 1;
    }
  }

  private String summary() {
    long exact = timeline.commands().stream().filter(CommandSpan::asPredicted).count();
    return ("Each slice was observed in the simulation: the cycles in which the busy bit of its unit"
            + " was set. The prediction stands beside it; %d of %d commands came and took exactly as"
            + " predicted. Hardware: %s.")
        .formatted(exact, timeline.commands().size(), timeline.config().parameters());
  }

  private String totals() {
    Rows rows = new Rows();
    rows.row(
        "cycles", number(timeline.cycles()), "predicted " + number(timeline.predictedCycles()));
    MacUse use = figures.use();
    rows.row("use of the array", percent(use.made()), "products that were made, padding included");
    rows.row(
        "with what was skipped",
        percent(use.withSkipped()),
        "and those left out as a code is zero");
    rows.row(
        "for the kernel", percent(use.kernel()), "products of the kernel, each once, no padding");
    for (Unit unit : Unit.values()) {
      long busy = timeline.of(unit).stream().mapToLong(CommandSpan::busy).sum();
      rows.row(lower(unit) + " busy", number(busy), percent((double) busy / timeline.cycles()));
    }
    figures.counters().forEach((name, value) -> rows.row("counter " + name, number(value), ""));
    rows.row("digest", figures.digest(), figures.equal() ? "equals the interpreter" : "DIFFERS");
    return rows.text();
  }

  private String lanes() {
    StringBuilder text = new StringBuilder();
    TimelineChart.lanes().forEach(name -> text.append("<div>").append(name).append("</div>"));
    return text.toString();
  }

  private String unitHeads() {
    StringBuilder text = new StringBuilder();
    for (Unit unit : Unit.values()) {
      text.append("<th>").append(lower(unit)).append(" busy</th>");
    }
    return text.toString();
  }

  private String waits() {
    Rows rows = new Rows();
    timeline
        .waits()
        .forEach((cause, cycles) ->
            rows.row(cause, number(cycles), percent((double) cycles / timeline.cycles())));
    return rows.text();
  }

  private String products() {
    Rows rows = new Rows();
    figures.products().forEach(product -> rows.row(product.weights().op(), product.cells()));
    return rows.text();
  }

  /// Totals of the commands of one op.
  private static final class OpTotals {
    private final Map<Unit, Long> busy = new EnumMap<>(Unit.class);
    private int commands;
    private long waited;
    private long macs;
    private long skipped;

    void add(CommandSpan command) {
      commands++;
      command.unit().ifPresent(unit -> busy.merge(unit, command.held(), Long::sum));
      busy.merge(Unit.DRAIN, command.drained(), Long::sum);
      waited += command.waited();
      macs += command.macs();
      skipped += command.skipped();
    }

    List<String> cells() {
      List<String> cells = new ArrayList<>(List.of(number(commands)));
      for (Unit unit : Unit.values()) {
        cells.add(number(busy.getOrDefault(unit, 0L)));
      }
      cells.addAll(List.of(number(waited), number(macs), number(skipped)));
      cells.add(skipped == 0 ? "" : percent((double) skipped / (macs + skipped)));
      return cells;
    }
  }

  private String ops() {
    Map<String, OpTotals> ops = new LinkedHashMap<>();
    for (CommandSpan command : timeline.commands()) {
      if (command.unit().isPresent()) {
        ops.computeIfAbsent(command.op(), _ -> new OpTotals()).add(command);
      }
    }
    Rows rows = new Rows();
    ops.forEach((op, totals) -> rows.row(op, totals.cells()));
    return rows.text();
  }

  private String commands() {
    StringBuilder text = new StringBuilder();
    for (CommandSpan c : timeline.commands()) {
      text.append(c.asPredicted() ? "<tr>" : "<tr class=\"off\">");
      text.append(
          "<td>%d</td><td class=\"t\">%s</td><td class=\"t\">%s</td><td>%d</td><td>%d</td><td class=\"p\">%d</td><td class=\"p\">%d</td>"
              .formatted(
                  c.index(),
                  escape(c.op()),
                  c.keyword(),
                  c.issue(),
                  c.busy(),
                  c.predicted().issue(),
                  c.predicted().busy()));
      text.append(
          "<td>%d</td><td class=\"t\">%s</td><td>%d</td><td>%d</td><td class=\"t\"><code>%s</code></td></tr>\n"
              .formatted(c.waited(), escape(c.cause()), c.macs(), c.skipped(), escape(c.text())));
    }
    return text.toString();
  }

  /// Rows of a table whose first cell is a name.
  private static final class Rows {
    private final StringBuilder text = new StringBuilder();

    void row(String name, String... cells) {
      row(name, List.of(cells));
    }

    void row(String name, List<String> cells) {
      text.append("<tr><td class=\"t\">").append(escape(name)).append("</td>");
      cells.forEach(cell -> text.append("<td>").append(escape(cell)).append("</td>"));
      text.append("</tr>\n");
    }

    String text() {
      return text.toString();
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String lower(Unit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }
}
