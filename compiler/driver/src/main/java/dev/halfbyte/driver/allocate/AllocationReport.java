package dev.halfbyte.driver.allocate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.driver.allocate.Allocation.Costs;
import dev.halfbyte.driver.allocate.Allocation.Errors;
import dev.halfbyte.driver.allocate.Allocation.LayerWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/// What an allocation tells, as lines for people and as JSON.
public record AllocationReport(Allocation allocation) {
  /// A line for each layer, then the sums.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    Costs costs = allocation.costs();
    allocation.layers().forEach(layer -> lines.add(line(layer, costs.layerUnit())));
    allocation
        .blocks()
        .forEach(block -> lines.add("searched together: " + String.join(", ", block)));
    lines.add(
        String.format(
            Locale.ROOT,
            "sum: %d weights, %d bytes, %.3f bits per weight, %d %s; budget %s",
            costs.weights(),
            costs.bytes(),
            costs.bits(),
            costs.cycles(),
            costs.unit(),
            costs.budget()));
    allocation.errors().ifPresent(errors -> lines.addAll(lines(errors)));
    return lines;
  }

  /// @param unit of the cycles of a layer
  private static String line(LayerWidth layer, String unit) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%s: %d bits, %d weights in %s, %d bytes",
            layer.path(),
            layer.width(),
            layer.weights(),
            layer.contraction(),
            layer.bytes()));
    layer
        .cycles()
        .ifPresent(cycles -> line.append(String.format(Locale.ROOT, ", %d %s", cycles, unit)));
    layer
        .score()
        .ifPresent(score -> line.append(String.format(Locale.ROOT, ", score %.6f", score)));
    if (!layer.sensitivity().isEmpty()) {
      line.append(", error ").append(byWidth(layer.sensitivity()));
    }
    return line.toString();
  }

  private static String byWidth(SortedMap<Integer, Double> errors) {
    List<String> parts = new ArrayList<>();
    errors.forEach(
        (width, error) -> parts.add(String.format(Locale.ROOT, "%d: %.4g", width, error)));
    return String.join(", ", parts);
  }

  private static List<String> lines(Errors errors) {
    List<String> lines = new ArrayList<>();
    errors
        .predicted()
        .ifPresent(predicted ->
            lines.add(String.format(Locale.ROOT, "error: %.4g as the sum of parts", predicted)));
    lines.add(
        String.format(
            Locale.ROOT,
            "error: %.4g measured, %.2f dB, all layers together, activations in floats, %d samples",
            errors.together(),
            errors.decibels(errors.together()),
            errors.samples()));
    errors
        .uniform()
        .forEach((width, error) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "all at %d bits: error %.4g, %.2f dB",
                    width,
                    error,
                    errors.decibels(error))));
    return lines;
  }

  /// One object.
  public JsonObject json() {
    JsonObject root = new JsonObject();
    JsonArray layers = new JsonArray();
    allocation.layers().forEach(layer -> layers.add(json(layer)));
    root.add("layers", layers);
    JsonArray blocks = new JsonArray();
    for (List<String> block : allocation.blocks()) {
      JsonArray names = new JsonArray();
      block.forEach(names::add);
      blocks.add(names);
    }
    root.add("blocks", blocks);
    Costs costs = allocation.costs();
    root.addProperty("budget", costs.budget().toString());
    root.addProperty("weights", costs.weights());
    root.addProperty("bytes", costs.bytes());
    root.addProperty("bits_per_weight", costs.bits());
    root.addProperty("cycles", costs.cycles());
    root.addProperty("cycles_unit", costs.unit());
    root.addProperty("layer_cycles_unit", costs.layerUnit());
    allocation.errors().ifPresent(errors -> root.add("errors", json(errors)));
    root.addProperty("numerics", allocation.block().text());
    return root;
  }

  private static JsonObject json(LayerWidth layer) {
    JsonObject json = new JsonObject();
    json.addProperty("path", layer.path());
    json.addProperty("contraction", layer.contraction());
    json.addProperty("weights", layer.weights());
    json.addProperty("width", layer.width());
    json.addProperty("bytes", layer.bytes());
    layer.cycles().ifPresent(cycles -> json.addProperty("cycles", cycles));
    layer.score().ifPresent(score -> json.addProperty("score", score));
    if (!layer.sensitivity().isEmpty()) {
      json.add("sensitivity", json(layer.sensitivity()));
    }
    return json;
  }

  private static JsonObject json(SortedMap<Integer, Double> errors) {
    JsonObject json = new JsonObject();
    errors.forEach((width, error) -> json.addProperty(width.toString(), error));
    return json;
  }

  private static JsonObject json(Errors errors) {
    JsonObject json = new JsonObject();
    json.addProperty("samples", errors.samples());
    json.addProperty("signal", errors.signal());
    errors.predicted().ifPresent(predicted -> json.addProperty("predicted", predicted));
    json.addProperty("together", errors.together());
    json.add("uniform", json(errors.uniform()));
    return json;
  }
}
