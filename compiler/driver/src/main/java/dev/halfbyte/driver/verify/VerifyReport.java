package dev.halfbyte.driver.verify;

import com.google.gson.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;

/// What a verification found.
///
/// @param digests by execution, `interp` first
/// @param differences first differing element by execution; empty when all bits agree
/// @param skipped why an execution did not run
/// @param facts figures of each run, such as nanoseconds and cycles
/// @param sqnrDb signal to quantization noise against the f32 kernel; infinite when equal
public record VerifyReport(
    String kernel,
    String sealed,
    SequencedMap<String, String> digests,
    SequencedMap<String, Difference> differences,
    SequencedMap<String, String> skipped,
    SequencedMap<String, Map<String, String>> facts,
    OptionalLong cycles,
    OptionalLong predictedCycles,
    long macs,
    long distinctOutputs,
    double clampedPercent,
    double sqnrDb,
    Optional<Double> floorDb) {

  public VerifyReport {
    digests = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(digests));
    differences = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(differences));
    skipped = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(skipped));
    facts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(facts));
  }

  /// True when every execution that ran gave the interpreter's bits.
  public boolean equal() {
    return differences.isEmpty();
  }

  /// True when the cycles that the compiler predicted are those that each simulator counted.
  public boolean cyclesAsPredicted() {
    return facts.values().stream()
        .allMatch(run -> Objects.equals(run.get("cycles"), run.get("predicted_cycles")));
  }

  public boolean aboveFloor() {
    return floorDb.isEmpty() || sqnrDb >= floorDb.get();
  }

  /// The form that `verify --json` prints.
  public JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("kernel", kernel);
    json.addProperty("sealed", sealed);
    json.addProperty("equal", equal());
    json.add("digests", strings(digests));
    cycles.ifPresent(value -> json.addProperty("cycles", value));
    predictedCycles.ifPresent(value -> json.addProperty("predicted_cycles", value));
    json.addProperty("macs", macs);
    json.addProperty("distinct_outputs", distinctOutputs);
    json.addProperty("clamped_percent", rounded(clampedPercent));
    if (Double.isFinite(sqnrDb)) {
      json.addProperty("sqnr_db", rounded(sqnrDb));
    }
    floorDb.ifPresent(floor -> json.addProperty("sqnr_floor_db", floor));
    json.add("skipped", strings(skipped));
    if (!differences.isEmpty()) {
      JsonObject found = new JsonObject();
      differences.forEach((name, difference) -> found.addProperty(name, difference.toString()));
      json.add("differences", found);
    }
    return json;
  }

  private static JsonObject strings(Map<String, String> map) {
    JsonObject object = new JsonObject();
    map.forEach(object::addProperty);
    return object;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
