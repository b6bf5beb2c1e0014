package dev.halfbyte.cli.timeline;

import com.google.gson.stream.JsonWriter;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.sim.harness.Interval;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;

/// A timeline in the trace event format of Chrome, which Perfetto opens: a track a unit, a slice a
/// command, one microsecond a cycle.
///
/// Process 1 is the simulation, process 2 the prediction. Track 0 is the sequencer, whose slices
/// are commands that wait; the last two tracks are stalls of the streams.
public final class TraceEvents {
  private static final int SIMULATED = 1;
  private static final int PREDICTED = 2;
  private static final int SEQUENCER = 0;

  private final Timeline timeline;
  private final StringWriter text = new StringWriter();
  private final JsonWriter json = new JsonWriter(text);

  private TraceEvents(Timeline timeline) {
    this.timeline = timeline;
  }

  /// Returns the trace as JSON text.
  public static String of(Timeline timeline) {
    TraceEvents events = new TraceEvents(timeline);
    try {
      events.write();
    } catch (IOException e) {
      throw new IllegalStateException("a string can always be written", e);
    }
    return events.text.toString();
  }

  private void write() throws IOException {
    json.setIndent("");
    json.beginObject();
    json.name("displayTimeUnit").value("ns");
    json.name("otherData").beginObject();
    json.name("kernel").value(timeline.kernel());
    json.name("cycles").value(timeline.cycles());
    json.name("predicted_cycles").value(timeline.predictedCycles());
    json.name("unit").value("one microsecond is one cycle");
    json.endObject();
    json.name("traceEvents").beginArray();
    tracks();
    for (CommandSpan drain : timeline.of(Unit.DRAIN)) {
      command(drain);
    }
    for (CommandSpan command : timeline.commands()) {
      command(command);
    }
    stalls("in stream starved", inTrack(), timeline.starved());
    stalls("out stream blocked", inTrack() + 1, timeline.blocked());
    json.endArray();
    json.endObject();
  }

  private void tracks() throws IOException {
    name("process_name", SIMULATED, SEQUENCER, "simulated");
    name("process_name", PREDICTED, SEQUENCER, "predicted");
    name("thread_name", SIMULATED, SEQUENCER, "sequencer waits");
    for (Unit unit : Unit.values()) {
      name("thread_name", SIMULATED, track(unit), lower(unit));
      name("thread_name", PREDICTED, track(unit), lower(unit));
    }
    name("thread_name", SIMULATED, inTrack(), "in stream");
    name("thread_name", SIMULATED, inTrack() + 1, "out stream");
  }

  private void command(CommandSpan command) throws IOException {
    if (command.waited() > 0) {
      long from = command.issue() - command.waited();
      begin(command.cause(), "wait", SIMULATED, SEQUENCER, from, command.waited());
      json.name("args").beginObject();
      json.name("command").value(command.index());
      json.name("op").value(command.op());
      json.endObject().endObject();
    }
    if (command.unit().isEmpty()) {
      return;
    }
    int track = track(command.unit().get());
    begin(command.op(), command.keyword(), SIMULATED, track, command.issue() + 1, command.held());
    json.name("args").beginObject();
    json.name("command").value(command.index());
    json.name("text").value(command.text());
    json.name("issue").value(command.issue());
    json.name("macs").value(command.macs());
    json.name("skipped").value(command.skipped());
    json.endObject().endObject();
    CommandSpan.Predicted predicted = command.predicted();
    begin(
        command.op(), command.keyword(), PREDICTED, track, predicted.issue() + 1, predicted.held());
    json.endObject();
  }

  private void stalls(String name, int track, List<Interval> intervals) throws IOException {
    for (Interval interval : intervals) {
      begin(name, "stall", SIMULATED, track, interval.first(), interval.cycles());
      json.endObject();
    }
  }

  private void begin(String name, String category, int process, int track, long from, long cycles)
      throws IOException {
    json.beginObject();
    json.name("name").value(name);
    json.name("cat").value(category);
    json.name("ph").value("X");
    json.name("ts").value(from);
    json.name("dur").value(cycles);
    json.name("pid").value(process);
    json.name("tid").value(track);
  }

  private void name(String kind, int process, int track, String name) throws IOException {
    json.beginObject();
    json.name("name").value(kind);
    json.name("ph").value("M");
    json.name("pid").value(process);
    json.name("tid").value(track);
    json.name("args").beginObject().name("name").value(name).endObject();
    json.endObject();
  }

  private static int track(Unit unit) {
    return 1 + unit.bit();
  }

  private static int inTrack() {
    return 1 + Unit.values().length;
  }

  private static String lower(Unit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }
}
