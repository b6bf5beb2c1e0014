package dev.halfbyte.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimCommandTest {
  private static final Path ROOT = Path.of(System.getProperty("halfbyte.root"));
  private static final String MLP = ROOT.resolve("dsl/examples/mlp.hb").toString();

  @TempDir Path folder;

  private Session sim(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("sim", MLP, "--numerics", "w4a4", "--hardware", "skip16x4"));
    arguments.addAll(List.of(more));
    return Session.of(arguments);
  }

  private JsonObject figures(String... more) {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--json");
    Session session = sim(arguments.toArray(String[]::new));
    assertEquals(0, session.status(), session.err());
    return JsonParser.parseString(session.out()).getAsJsonObject();
  }

  @Test
  void figuresAgreeWithEachOtherAndWithThePrediction() {
    JsonObject root = figures();
    assertEquals(root.get("predicted_cycles").getAsLong(), root.get("cycles").getAsLong());
    assertTrue(root.get("equal").getAsBoolean());
    assertEquals(root.get("interpreter_digest"), root.get("digest"));
    for (String unit : List.of("load", "mac", "ew", "store")) {
      JsonObject entry = root.getAsJsonObject("units").getAsJsonObject(unit);
      assertEquals(entry.get("predicted_busy"), entry.get("busy"), unit);
    }
    JsonObject products = root.getAsJsonObject("products");
    long made = products.get("made").getAsLong();
    long skipped = products.get("skipped").getAsLong();
    assertTrue(skipped > 0);
    assertEquals(products.get("predicted_made").getAsLong(), made);
    assertEquals(made, sum(root, "made"));
    assertEquals(skipped, sum(root, "skipped"));
    JsonObject use = root.getAsJsonObject("mac_use");
    double room = root.get("cycles").getAsDouble() * 64;
    assertEquals(made / room, use.get("made").getAsDouble(), 1e-12);
    assertEquals((made + skipped) / room, use.get("with_skipped").getAsDouble(), 1e-12);
    assertEquals(products.get("kernel").getAsLong() / room, use.get("kernel").getAsDouble(), 1e-12);
  }

  private static long sum(JsonObject root, String field) {
    return root.getAsJsonArray("gemms").asList().stream()
        .mapToLong(gemm -> gemm.getAsJsonObject().get(field).getAsLong())
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.3"})
  void theTimelineHoldsEachBusyCycleOnceOnTheTrackOfItsUnit(String stalls) throws IOException {
    Path trace = folder.resolve("trace.json");
    JsonObject root = figures("--timeline", trace.toString(), "--stalls", stalls);
    Map<Integer, String> tracks = new HashMap<>();
    Map<String, Long> busy = new HashMap<>();
    Map<String, Long> end = new HashMap<>();
    JsonObject events = JsonParser.parseString(Files.readString(trace)).getAsJsonObject();
    for (JsonElement element : events.getAsJsonArray("traceEvents")) {
      JsonObject event = element.getAsJsonObject();
      if (event.get("pid").getAsInt() != 1) {
        continue;
      }
      int tid = event.get("tid").getAsInt();
      if (event.get("name").getAsString().equals("thread_name")) {
        tracks.put(tid, event.getAsJsonObject("args").get("name").getAsString());
      } else if (event.get("ph").getAsString().equals("X")) {
        String track = tracks.getOrDefault(tid, "?");
        long from = event.get("ts").getAsLong();
        long cycles = event.get("dur").getAsLong();
        assertTrue(from >= end.getOrDefault(track, 0L), "slices of " + track + " overlap");
        end.put(track, from + cycles);
        busy.merge(track, cycles, Long::sum);
        if (track.equals("mac")) {
          assertTrue(List.of("up", "result").contains(event.get("name").getAsString()));
        }
      }
    }
    JsonObject counters = root.getAsJsonObject("units");
    for (String unit : List.of("load", "mac", "store")) {
      assertEquals(counters.getAsJsonObject(unit).get("busy").getAsLong(), busy.get(unit), unit);
    }
    JsonObject stall = root.getAsJsonObject("stalls");
    assertEquals(stall.get("seq_wait").getAsLong(), busy.get("sequencer waits"));
    assertEquals(
        stall.get("in_starved").getAsLong(), busy.getOrDefault("in stream", 0L), "in stream");
    assertEquals(
        stall.get("out_blocked").getAsLong(), busy.getOrDefault("out stream", 0L), "out stream");
    long caused =
        stall.getAsJsonObject("seq_wait_by_cause").asMap().values().stream()
            .mapToLong(JsonElement::getAsLong)
            .sum();
    assertEquals(stall.get("seq_wait").getAsLong(), caused);
  }

  @Test
  void thePageStandsAloneAndNamesEachOpAndCommand() throws IOException {
    Path page = folder.resolve("run.html");
    Session session = sim("--report", page.toString());
    assertEquals(0, session.status(), session.err());
    assertTrue(session.out().contains("equals the interpreter"), session.out());
    String html = Files.readString(page);
    for (String outside : List.of("http:", "https:", "src=", "href=", "@import", "url(")) {
      assertFalse(html.contains(outside), outside);
    }
    long rows = html.lines().filter(line -> line.contains("<td class=\"t\">gemm</td>")).count();
    long slices =
        html.lines()
            .filter(line -> line.contains("rect class") && line.contains(": gemm,"))
            .count();
    assertTrue(rows > 0 && slices >= rows, rows + " rows, " + slices + " slices");
    assertTrue(html.contains("up: gemm, cycles "));
    assertFalse(html.matches("(?s).*@[A-Z]+@.*"), "all places of the template are filled");
    assertFalse(html.contains("<tr class=\"off\">"), "no command differs from its prediction");
  }
}
