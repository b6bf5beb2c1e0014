package dev.halfbyte.bench.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialCacheTest {
  private static final Trial TRIAL = new Trial(Form.SPREAD, Method.REPQ, Widths.W4A4, 3);

  @TempDir Path folder;

  @Test
  void whatIsKeptIsFound() throws IOException {
    TrialCache cache = new TrialCache(folder);
    Trial.Result plain = Results.of(90.25, Optional.empty());
    Trial.Result fake = Results.of(1.0 / 3, Optional.of(new Trial.Annotated(91, 92.5, 13)));
    cache.keep("a", TRIAL, plain);
    cache.keep("b", TRIAL, fake);
    assertEquals(Optional.of(plain), cache.find("a"));
    assertEquals(Optional.of(fake), cache.find("b"));
    assertEquals(Optional.empty(), cache.find("c"));
  }

  @Test
  void aFileThatIsCutShortIsNoResult() throws IOException {
    TrialCache cache = new TrialCache(folder);
    cache.keep("a", TRIAL, Results.of(90, Optional.empty()));
    Path file = folder.resolve("a.json");
    String text = Files.readString(file);
    for (String damaged : new String[] {"", "{}", text.substring(0, text.length() / 2), "[1]"}) {
      Files.writeString(file, damaged);
      assertEquals(Optional.empty(), cache.find("a"), damaged);
    }
  }
}
