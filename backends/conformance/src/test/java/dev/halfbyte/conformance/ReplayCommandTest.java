package dev.halfbyte.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
  private static final String CASE =
      Path.of(System.getProperty("halfbyte.root"), "backends/conformance/crashers/rtl-no-columns")
          .toString();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  @Test
  void aMendedCaseAgrees() {
    assertEquals(0, run("replay", CASE, "--targets", "loops"));
    assertTrue(out.toString().contains("loops: 2 executions agree"), out.toString());
  }

  @Test
  void aTargetThatDoesNotExistIsNotPassedOver() {
    assertEquals(2, run("replay", CASE, "--targets", "lopps"));
    assertTrue(err.toString().contains("no target `lopps`"), err.toString());
  }

  @Test
  void aFolderWithoutACaseIsNamed(@TempDir Path folder) {
    assertEquals(2, run("replay", folder.toString()));
    assertTrue(err.toString().contains("no crash folder"), err.toString());
  }
}
