package dev.halfbyte.cli.timeline;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.Unit;
import dev.halfbyte.sim.harness.RunReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;

/// What a simulated run is judged by.
///
/// @param kernel name of the kernel
/// @param report cycles, counters and outputs
/// @param prediction of the program with the inputs of the run
/// @param work products of each op, as predicted; their sums are held against the counters
/// @param use of the array
/// @param digest of the outputs
/// @param expectedDigest of the outputs of the interpreter
public record RunFigures(
    String kernel,
    RunReport report,
    Prediction prediction,
    List<OpWork> work,
    MacUse use,
    String digest,
    String expectedDigest) {
  private static final List<String> STALLS = List.of("in_starved", "out_blocked", "seq_wait");

  public RunFigures {
    work = List.copyOf(work);
  }

  /// Returns the figures of a run.
  ///
  /// @param macsPerCycle products of the array in a cycle
  public static RunFigures of(
      String kernel,
      RunReport report,
      Prediction prediction,
      List<OpWork> work,
      long macsPerCycle,
      String digest,
      String expectedDigest) {
    MacUse use =
        MacUse.of(
            report.cycles(),
            macsPerCycle,
            report.counters().getOrDefault("macs", 0L),
            report.counters().getOrDefault("skipped", 0L),
            report.macs());
    return new RunFigures(kernel, report, prediction, work, use, digest, expectedDigest);
  }

  SequencedMap<String, Long> counters() {
    return report.counters();
  }

  /// Whether the outputs are those of the interpreter.
  public boolean equal() {
    return digest.equals(expectedDigest);
  }

  /// Returns all figures as one object.
  ///
  /// @param waits cycles in which commands waited, by cause, if the run was observed
  public JsonObject json(Optional<SortedMap<String, Long>> waits) {
    JsonObject root = new JsonObject();
    root.addProperty("kernel", kernel);
    root.addProperty("cycles", report.cycles());
    root.addProperty("predicted_cycles", prediction.totalCycles());
    root.add("units", units());
    JsonObject stalls = new JsonObject();
    STALLS.forEach(name -> stalls.addProperty(name, counter(name)));
    waits.ifPresent(causes -> {
      JsonObject byCause = new JsonObject();
      causes.forEach(byCause::addProperty);
      stalls.add("seq_wait_by_cause", byCause);
    });
    root.add("stalls", stalls);
    root.add("products", products());
    JsonObject shares = new JsonObject();
    shares.addProperty("made", use.made());
    shares.addProperty("with_skipped", use.withSkipped());
    shares.addProperty("kernel", use.kernel());
    root.add("mac_use", shares);
    root.add("gemms", gemms());
    root.addProperty("digest", digest);
    root.addProperty("interpreter_digest", expectedDigest);
    root.addProperty("equal", equal());
    return root;
  }

  private JsonObject units() {
    JsonObject units = new JsonObject();
    for (Unit unit : Unit.values()) {
      String name = unit.name().toLowerCase(Locale.ROOT);
      long busy = counter(name + "_busy");
      JsonObject entry = new JsonObject();
      entry.addProperty("busy", busy);
      entry.addProperty("predicted_busy", prediction.busyCycles().getOrDefault(unit, 0L));
      entry.addProperty("share", (double) busy / report.cycles());
      units.add(name, entry);
    }
    return units;
  }

  private JsonObject products() {
    JsonObject products = new JsonObject();
    products.addProperty("kernel", report.macs());
    products.addProperty("made", counter("macs"));
    products.addProperty("skipped", counter("skipped"));
    products.addProperty("predicted_made", prediction.macs());
    products.addProperty("predicted_skipped", prediction.skipped());
    return products;
  }

  private JsonArray gemms() {
    JsonArray gemms = new JsonArray();
    for (OpWork op : work) {
      JsonObject entry = new JsonObject();
      entry.addProperty("op", op.op());
      entry.addProperty("commands", op.commands());
      entry.addProperty("busy", op.busy());
      entry.addProperty("made", op.macs());
      entry.addProperty("skipped", op.skipped());
      entry.addProperty("zeros_skipped", op.share());
      gemms.add(entry);
    }
    return gemms;
  }

  private long counter(String name) {
    return report.counters().getOrDefault(name, 0L);
  }
}
