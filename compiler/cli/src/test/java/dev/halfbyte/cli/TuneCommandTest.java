package dev.halfbyte.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halfbyte.driver.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `tune`, `--schedule`, and what both refuse.
class TuneCommandTest {
  private static final String GEMM =
      Path.of(System.getProperty("halfbyte.root"), "dsl", "examples", "gemm.hb").toString();

  @TempDir Path folder;

  private static Session w4a8(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, GEMM, "--numerics", "w4a8"));
    arguments.addAll(List.of(more));
    return Session.of(arguments);
  }

  private static void assertRefused(String code, String part, Session session) {
    assertEquals(2, session.status(), session.err());
    assertTrue(session.err().contains(code), session.err());
    assertTrue(session.err().contains(part), session.err());
    assertTrue(session.err().contains("help:"), session.err());
  }

  @ParameterizedTest
  @CsvSource({
    "verilog, HB6321, x86_64",
    "aarch64, HB6322, --schedule",
    "jvm, HB6322, --schedule",
    "riscv, HB6308, x86_64"
  })
  void targetsThatCannotBeTunedAreRefused(String target, String code, String part) {
    assertRefused(code, part, w4a8("tune", "--target", target));
  }

  @Test
  void aTimeHasAUnit() {
    assertRefused("HB6121", "90s", w4a8("tune", "--target", "x86_64", "--time", "soon"));
  }

  @ParameterizedTest
  @CsvSource({
    "x86_64, fuze=off, HB4111, fuse",
    "x86_64, fuse=on, HB4112, off",
    "x86_64, tile=7x32, HB4113, 12x32",
    "x86_64, apart=nowhere, HB4114, stage",
    "verilog, fuse=off, HB6321, x86_64",
    "jvm, tables=off, HB4201, fuse",
    "x86_64, absent.tune.json, HB6323, tune",
  })
  void schedulesThatDoNotFitAreRefused(String target, String text, String code, String part)
      throws IOException {
    Path out = folder.resolve("out");
    Session session = w4a8("build", "--target", target, "--schedule", text, "-o", out.toString());
    assertRefused(code, part, session);
    assertFalse(Files.exists(out), "an output was left");
  }

  @Test
  void aScheduleNeedsATarget() {
    assertRefused("HB6100", "--target", w4a8("why", "--schedule", "fuse=off"));
  }

  /// Without time only the default is measured; how fast it is decides nothing here.
  @Test
  void whatIsFoundIsForItsProgram() {
    assumeTrue(
        Targets.available()
            .backend("x86_64")
            .tuner("x86_64")
            .orElseThrow()
            .unavailable()
            .isEmpty());
    String file = folder.resolve("gemm.tune.json").toString();
    String cache = folder.resolve("cache").toString();
    Session session =
        w4a8("tune", "--target", "x86_64", "--time", "0s", "--cache", cache, "-o", file, "--json");
    assertEquals(0, session.status(), session.err());
    JsonObject root = JsonParser.parseString(session.out()).getAsJsonObject();
    assertEquals("default", root.get("schedule").getAsString());
    assertTrue(root.get("outcome").getAsString().contains("best of 1 tried; time was over before"));
    Session again = w4a8("tune", "--target", "x86_64", "--time", "0s", "--cache", cache);
    assertTrue(again.err().contains("1 measurements were made before"), again.err());
    String out = folder.resolve("out").toString();
    Session build = w4a8("build", "--target", "x86_64", "--schedule", file, "-o", out);
    assertEquals(0, build.status(), build.err());
    Session other =
        Session.of(
            "build",
            GEMM,
            "--numerics",
            "w8a8",
            "--target",
            "x86_64",
            "--schedule",
            file,
            "-o",
            out);
    assertRefused("HB6324", "tune it again", other);
    assertRefused(
        "HB6325", "aarch64", w4a8("build", "--target", "aarch64", "--schedule", file, "-o", out));
  }

  @Test
  void aRunTellsBytesAndKeepsItsBitsUnderASchedule() {
    Session usual = w4a8("run", "--target", "x86_64", "--json");
    Session tiled = w4a8("run", "--target", "x86_64", "--json", "--schedule", "tile=6x64");
    assertEquals(0, tiled.status(), tiled.err());
    JsonObject one = JsonParser.parseString(usual.out()).getAsJsonObject();
    JsonObject other = JsonParser.parseString(tiled.out()).getAsJsonObject();
    assertEquals(one.get("digest"), other.get("digest"));
    for (JsonObject root : List.of(one, other)) {
      JsonObject facts = facts(root);
      assertTrue(facts.get("weight_bytes").getAsLong() > 0, facts.toString());
      assertTrue(facts.has("variant") && facts.has("threads"), facts.toString());
    }
    // One panel has all columns, so that codes go to the product row by row.
    assertTrue(facts(one).get("workspace_bytes").getAsLong() > 0, usual.out());
    assertEquals(0, facts(other).get("workspace_bytes").getAsLong());
  }

  private static JsonObject facts(JsonObject root) {
    return root.getAsJsonObject("ran").getAsJsonObject("facts");
  }

  @Test
  void whyPredictsStages() {
    Session session = w4a8("why", "--target", "x86_64", "--schedule", "order=rows");
    assertEquals(0, session.status(), session.err());
    assertTrue(session.out().contains("predicted time on one thread"), session.out());
    assertTrue(session.out().contains("% of the time"), session.out());
  }
}
