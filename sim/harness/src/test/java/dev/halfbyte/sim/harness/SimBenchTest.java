package dev.halfbyte.sim.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimBenchTest {
  @TempDir Path folder;

  @Test
  void measuresBuildsAndCycles() throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    assertEquals(0, bench(output, ToyBuild.in(folder).write().toString()));
    JsonObject result =
        JsonParser.parseString(output.toString(StandardCharsets.UTF_8)).getAsJsonObject();
    assertEquals(12, result.get("cycles").getAsInt());
    assertTrue(
        result.get("build_cold_s").getAsDouble() > result.get("build_cached_s").getAsDouble());
    assertTrue(result.get("cycles_per_second").getAsLong() > 0);
  }

  @Test
  void aMissingManifestIsACodedError() throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    assertEquals(2, bench(output, folder.resolve("none.json").toString()));
    assertTrue(output.toString(StandardCharsets.UTF_8).startsWith("error[HB5101]"));
    assertEquals(2, bench(output));
  }

  private static int bench(ByteArrayOutputStream output, String... arguments) throws IOException {
    PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
    return SimBench.run(List.of(arguments), stream, stream);
  }
}
