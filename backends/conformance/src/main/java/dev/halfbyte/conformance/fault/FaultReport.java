package dev.halfbyte.conformance.fault;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/// Planted faults and what became of them, for people and for programs.
public final class FaultReport {
  private static final String LINE = "%-34s %-30s %-16s %9s %4s %7s%n";

  private FaultReport() {}

  public static void printHead(PrintWriter out) {
    out.printf(LINE, "fault", "place", "found by", "programs", "ops", "seconds");
    out.flush();
  }

  public static void print(Sighting sighting, PrintWriter out) {
    String seconds = "%.1f".formatted(sighting.time().toMillis() / 1e3);
    switch (sighting.result()) {
      case Hunt.Result.Nothing nothing ->
          line(
              sighting,
              sighting.isControl() ? "nothing" : "NOT FOUND",
              nothing.programs(),
              "",
              seconds,
              out);
      case Hunt.Result.Found found ->
          line(
              sighting,
              found.execution(),
              found.after(),
              Integer.toString(found.ops()),
              seconds,
              out);
      case Hunt.Result.Failed failed -> {
        line(sighting, "FAILED", 0, "", seconds, out);
        out.println("  " + failed.why());
      }
    }
    out.flush();
  }

  private static void line(
      Sighting sighting, String by, long programs, String ops, String seconds, PrintWriter out) {
    out.printf(LINE, sighting.name(), sighting.places(), by, programs, ops, seconds);
  }

  /// Totals, then everything that is not as it should be.
  public static void printTotals(List<Sighting> sightings, PrintWriter out) {
    List<Sighting> faults = sightings.stream().filter(s -> !s.isControl()).toList();
    long found = faults.stream().filter(s -> s.result() instanceof Hunt.Result.Found).count();
    long small = faults.stream().filter(Sighting::isGood).count();
    out.printf(
        Locale.ROOT,
        "%n%d faults, %d found, %d of them with at most %d ops%n",
        faults.size(),
        found,
        small,
        Sighting.MOST_OPS);
    for (Sighting sighting : sightings) {
      if (!sighting.isGood()) {
        out.printf("%n%s (%s): %s%n", sighting.name(), sighting.subject(), why(sighting));
        out.print(sighting.diff());
      }
    }
    out.flush();
  }

  private static String why(Sighting sighting) {
    return switch (sighting.result()) {
      case Hunt.Result.Nothing nothing -> "not found in " + nothing.programs() + " programs";
      case Hunt.Result.Found found ->
          sighting.isControl()
              ? "found without a fault: " + found.what()
              : found.ops() + " ops after shrinking";
      case Hunt.Result.Failed failed -> failed.why();
    };
  }

  public static String json(List<Sighting> sightings) {
    JsonArray faults = new JsonArray();
    sightings.forEach(sighting -> faults.add(json(sighting)));
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(faults)
        + "\n";
  }

  private static JsonObject json(Sighting sighting) {
    JsonObject json = new JsonObject();
    json.addProperty("fault", sighting.name());
    json.addProperty("places", sighting.places());
    json.addProperty("subject", sighting.subject());
    json.addProperty("seconds", sighting.time().toMillis() / 1e3);
    json.addProperty("diff", sighting.diff());
    switch (sighting.result()) {
      case Hunt.Result.Nothing nothing -> json.addProperty("nothing_in", nothing.programs());
      case Hunt.Result.Found found -> {
        json.addProperty("found_after", found.after());
        json.addProperty("ops", found.ops());
        json.addProperty("execution", found.execution());
        json.addProperty("what", found.what());
      }
      case Hunt.Result.Failed failed -> json.addProperty("failed", failed.why());
    }
    return json;
  }
}
