package dev.halfbyte.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @TempDir Path folder;

  private static String example(String name) {
    return Path.of(System.getProperty("halfbyte.root"), "dsl", "examples", name).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check",
        "fmt",
        "opt",
        "calibrate",
        "run",
        "build",
        "allocate",
        "tune",
        "sim",
        "verify",
        "eval",
        "why",
        "demo"
      })
  void helpExplainsEveryCommand(String command) {
    Session session = Session.of(command, "--help");
    assertEquals(0, session.status());
    assertTrue(session.out().contains("Usage: halfbyte " + command), session.out());
  }

  @Test
  void noCommandIsAnErrorWithAWayOut() {
    Session session = Session.of();
    assertEquals(2, session.status());
    assertTrue(session.err().contains("--help"), session.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gemm.hb", "mlp.hb", "digits.hb", "conv.hb"})
  void examplesAreSoundAndFormatted(String name) {
    assertEquals(0, Session.of("check", example(name)).status());
    assertEquals(0, Session.of("fmt", "--check", example(name)).status());
  }

  @Test
  void checkPrintsEveryErrorAsJson() throws IOException {
    Path file = folder.resolve("bad.hb");
    Files.writeString(file, "kernel k[n](x: f32[n]) -> f32[n] { y[i] = z[i] + q[i] return y }");
    Session session = Session.of("check", "--json", file.toString());
    assertEquals(2, session.status());
    assertTrue(session.out().contains("`z`") && session.out().contains("`q`"), session.out());
  }

  @Test
  void dumpsFedBackGiveTheSameProgram() throws IOException {
    Path dumps = folder.resolve("dumps");
    Session first =
        Session.of("opt", example("gemm.hb"), "--numerics", "w4a4", "--dump-dir", dumps.toString());
    assertEquals(0, first.status(), first.err());
    List<Path> files;
    try (Stream<Path> paths = Files.list(dumps)) {
      files = paths.filter(p -> p.toString().endsWith(".ir")).sorted().toList();
    }
    assertTrue(files.size() >= 3, "dumps: " + files);
    for (Path file : files) {
      Session again = Session.of("opt", file.toString(), "--passes", "validate");
      assertEquals(0, again.status(), again.err());
      assertEquals(Files.readString(file), again.out(), file.toString());
    }
  }

  @Test
  void rangesFedBackSealTheSameProgram() {
    Path ranges = folder.resolve("ranges.json");
    String[] common = {"--numerics", "w4a8"};
    assertEquals(
        0,
        Session.of("calibrate", example("digits.hb"), common[0], common[1], "-o", ranges.toString())
            .status());
    String fresh = Session.of("why", example("digits.hb"), common[0], common[1]).out();
    String edited =
        Session.of("why", example("digits.hb"), common[0], common[1], "--ranges", ranges.toString())
            .out();
    assertEquals(fresh, edited);
    assertTrue(fresh.contains("accumulator s32"), fresh);
  }

  @Test
  void roundedWeightsFedBackSealTheSameProgram() throws IOException {
    Path file = folder.resolve("digits.hb");
    String rounded = "numerics g { default weight s4, act s8, rounding gptq, bias corrected }";
    Files.writeString(
        file, Files.readString(Path.of(example("digits.hb"))) + rounded + System.lineSeparator());
    String data = example("digits");
    Path out = folder.resolve("calibrated");
    String[] common = {file.toString(), "--folder", data, "--numerics", "g"};
    assertEquals(0, session("calibrate", common, "-o", out.toString()).status());
    assertTrue(Files.isRegularFile(out.resolve("ranges.safetensors")));
    String fresh = session("why", common).out();
    assertEquals(fresh, session("why", common, "--ranges", out.toString()).out());
    assertTrue(fresh.contains("rounding gptq"), fresh);
    Files.delete(out.resolve("ranges.safetensors"));
    Session missing = session("why", common, "--ranges", out.toString());
    assertEquals(2, missing.status());
    assertTrue(missing.err().contains("HB3102"), missing.err());
  }

  private static Session session(String command, String[] common, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(common));
    arguments.addAll(List.of(more));
    return Session.of(arguments.toArray(String[]::new));
  }

  @Test
  void whatATargetCannotBuildIsToldAfterWhatWasDecided() {
    Session session =
        Session.of(
            "why", example("attention.hb"), "--numerics", "w4a4", "--target", "verilog", "--json");
    assertEquals(2, session.status());
    assertTrue(session.err().contains("HB4311"), session.err());
    assertTrue(session.err().contains("softmax unit"), session.err());
    JsonObject root = JsonParser.parseString(session.out()).getAsJsonObject();
    assertTrue(root.getAsJsonArray("notes").isEmpty());
    assertTrue(
        root.getAsJsonArray("explanations").asList().stream()
            .anyMatch(e -> e.getAsJsonObject().get("kind").getAsString().equals("softmax")),
        session.out());
  }

  @Test
  void reasonsAreObjectsWithAKind() {
    Session session =
        Session.of("why", example("mlp.hb"), "--numerics", "w4a4", "--target", "x86_64", "--json");
    assertEquals(0, session.status(), session.err());
    JsonObject root = JsonParser.parseString(session.out()).getAsJsonObject();
    assertEquals("x86_64", root.get("target").getAsString());
    List<JsonObject> reasons =
        root.getAsJsonArray("explanations").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .toList();
    JsonObject input = reasons.getFirst();
    assertEquals("encoding", input.get("kind").getAsString());
    assertEquals("x", input.get("path").getAsString());
    assertEquals("default act s4 tensor (built-in w4a4)", input.get("rule").getAsString());
    assertTrue(
        reasons.stream()
            .map(reason -> reason.get("kind").getAsString())
            .toList()
            .containsAll(List.of("constant_encoding", "fold", "accumulator")),
        session.out());
    assertTrue(
        root.getAsJsonArray("notes").asList().stream()
            .map(note -> note.getAsJsonObject().get("kind").getAsString())
            .anyMatch("layout"::equals),
        session.out());
  }

  @Test
  void aRunTellsWhatRan() {
    Session session =
        Session.of("run", example("gemm.hb"), "--numerics", "w4a8", "--target", "x86_64", "--json");
    assertEquals(0, session.status(), session.err());
    JsonObject root = JsonParser.parseString(session.out()).getAsJsonObject();
    JsonObject ran = root.getAsJsonObject("ran");
    String variant = ran.getAsJsonObject("facts").get("variant").getAsString();
    assertEquals("x86_64-" + variant, ran.get("name").getAsString());
    assertEquals("1", ran.getAsJsonObject("facts").get("threads").getAsString());
    int better = List.of("amx", "avx512vnni", "avx2").indexOf(variant);
    assertEquals(better, ran.getAsJsonArray("passed_over").size());
    String digest = root.get("digest").getAsString();
    Session people =
        Session.of("run", example("gemm.hb"), "--numerics", "w4a8", "--target", "x86_64");
    assertTrue(people.out().contains("variant " + variant), people.out());
    assertTrue(people.out().contains(digest), people.out());
  }

  @Test
  void crashFolderReplays() throws IOException {
    Path crash =
        CrashFolder.write(
            folder, List.of("check", example("gemm.hb")), new IllegalStateException("x"));
    assertTrue(Files.isExecutable(crash.resolve("replay")));
    assertTrue(Files.exists(crash.resolve("gemm.hb")));
    assertTrue(Files.readString(crash.resolve("replay")).contains("'check' 'gemm.hb'"));
    assertTrue(Files.readString(crash.resolve("trace.txt")).contains("IllegalStateException"));
  }
}
