package dev.halfbyte.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.halfbyte.ir.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// What ran, as it told itself, and what a target would rather have run here.
///
/// @param name of the variant that was asked to run, e.g. `x86_64-avx2`
/// @param facts figures of the run by name, e.g. `variant`, `threads`
/// @param passedOver faster variants that this machine cannot run, each with the reason
record Ran(
    String name,
    SequencedMap<String, Tensor> outputs,
    SortedMap<String, String> facts,
    List<String> passedOver) {
  Ran {
    passedOver = List.copyOf(passedOver);
  }

  /// A run of the interpreter.
  static Ran interpreted(SequencedMap<String, Tensor> outputs) {
    return new Ran("interp", outputs, new TreeMap<>(), List.of());
  }

  /// Lines for people.
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!facts.isEmpty()) {
      List<String> figures =
          facts.entrySet().stream().map(f -> f.getKey() + " " + f.getValue()).toList();
      lines.add("ran: " + String.join(", ", figures));
    }
    passedOver.forEach(reason -> lines.add("not run: " + reason));
    return lines;
  }

  /// The record `ran` of `run --json`.
  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("name", name);
    JsonObject figures = new JsonObject();
    facts.forEach(figures::addProperty);
    json.add("facts", figures);
    JsonArray reasons = new JsonArray();
    passedOver.forEach(reasons::add);
    json.add("passed_over", reasons);
    return json;
  }
}
