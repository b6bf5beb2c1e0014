package dev.halfbyte.conformance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MinimizerTest {
  private static final Minimizer MINIMIZER =
      new Minimizer(MinimizerTest::run, Duration.ofSeconds(20));

  private static void run(byte[] input) {
    String text = text(input);
    if (text.contains("(") && text.contains("))")) {
      throw new IllegalStateException(text);
    }
    if (text.contains("z")) {
      throw new ArithmeticException(text);
    }
  }

  @Test
  void onlyWhatTheFailureNeedsRemains() {
    assertEquals("())", minimized("kernel k(x: f32[n]) -> f32[n] { return relu((x)) }"));
  }

  @Test
  void anotherFailureIsNotTaken() {
    assertEquals("z", minimized("a (zz) b"));
  }

  @Test
  void whatDoesNotFailStays() {
    assertEquals("all well", minimized("all well"));
  }

  private static String minimized(String input) {
    return text(MINIMIZER.minimize(input.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
