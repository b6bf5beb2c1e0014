package dev.halfbyte.conformance.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PatchTest {
  @Test
  void wordsAreKeptAndBlanksStandForLineEnds() {
    String text = "a = max(x, 1);\nb = max(\n    y, 1);\nc = max(z, 2);\n";
    Patch near = new Patch("A.java", "max($1, 1)", "$1");
    Patch wrapped = new Patch("A.java", "max( $1, 1)", "min($1, 1)");
    assertEquals(
        List.of("a = x;\nb = max(\n    y, 1);\nc = max(z, 2);\n"),
        near.sites(text).stream().map(Site::patched).toList());
    assertEquals(
        List.of("a = max(x, 1);\nb = min(y, 1);\nc = max(z, 2);\n"),
        wrapped.sites(text).stream().map(Site::patched).toList());
  }

  @Test
  void theSameNumberIsTheSameWord() {
    Patch patch = new Patch("A.java", "$1 + $1", "2 * $1");
    assertEquals(
        List.of("x + y; 2 * z;"),
        patch.sites("x + y; z + z;").stream().map(Site::patched).toList());
  }

  @Test
  void aSiteKnowsItsLineAndShowsWhatChanges() {
    Site site = new Patch("f/A.java", "two", "2").sites("one\n  two;\nthree\n").getFirst();
    assertEquals("A.java:2", site.place());
    assertEquals("--- a/f/A.java\n+++ b/f/A.java\n@@ -2,1 +2,1 @@\n-  two;\n+  2;\n", site.diff());
  }
}
