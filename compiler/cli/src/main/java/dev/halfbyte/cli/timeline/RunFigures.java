package dev.halfbyte.cli.timeline;

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
/// @param products of each op; seen in the simulation if the run was observed, else as predicted
///   for its inputs
/// @param use of the array
/// @param digest of the outputs
/// @param expectedDigest of the outputs of the interpreter
public record RunFigures(
    String kernel,
    RunReport report,
    Prediction prediction,
    List<ProductFigures> products,
    MacUse use,
    String digest,
    String expectedDigest) {
  private static final List<String> STALLS = List.of("in_starved", "out_blocked", "seq_wait");

  public RunFigures {
    products = List.copyOf(products);
  }

  /// Returns the figures of a run.
  ///
  /// @param macsPerCycle products of the array in a cycle
  public static RunFigures of(
      String kernel,
      RunReport report,
      Prediction prediction,
      List<ProductFigures> products,
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
    return new RunFigures(kernel, report, prediction, products, use, digest, expectedDigest);
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
    root.add("products", counted());
    JsonObject shares = new JsonObject();
    shares.addProperty("made", use.made());
    shares.addProperty("with_skipped", use.withSkipped());
    shares.addProperty("kernel", use.kernel());
    root.add("mac_use", shares);
    root.add("gemms", ProductFigures.json(products));
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

  private JsonObject counted() {
    JsonObject counted = new JsonObject();
    counted.addProperty("kernel", report.macs());
    counted.addProperty("made", counter("macs"));
    counted.addProperty("skipped", counter("skipped"));
    counted.addProperty("predicted_made", prediction.macs());
    counted.addProperty("predicted_skipped", prediction.skipped());
    counted.addProperty("gemms_sum_up", sumsUp());
    return counted;
  }

  /// Whether the products of all ops are those that the accelerator counted.
  private boolean sumsUp() {
    long made = 0;
    long skipped = 0;
    for (ProductFigures product : products) {
      made += product.work().map(OpWork::macs).orElse(0L);
      skipped += product.work().map(OpWork::skipped).orElse(0L);
    }
    return made == counter("macs") && skipped == counter("skipped");
  }

  private long counter(String name) {
    return report.counters().getOrDefault(name, 0L);
  }
}
