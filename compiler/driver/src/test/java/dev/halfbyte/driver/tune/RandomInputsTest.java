package dev.halfbyte.driver.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.testkit.AttentionPrograms;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RandomInputsTest {
  private static final Program PROGRAM = AttentionPrograms.integers(40, 2, 8, false).program();

  @Test
  void inputsAreTheSameEachTime() {
    Arguments inputs = RandomInputs.of(PROGRAM, Map.of("n", 30L));
    assertEquals(inputs, RandomInputs.of(PROGRAM, Map.of("n", 30L)));
    Tensor q = Objects.requireNonNull(inputs.tensors().get("q"));
    assertEquals(30 * 2 * 8, q.count());
    assertTrue(q.least() < -100 && q.greatest() > 100, q.least() + ".." + q.greatest());
  }

  @Test
  void anOpenDimIsNamed() {
    assertFalse(RandomInputs.fit(PROGRAM, Map.of()));
    DiagnosticException fault =
        assertThrows(DiagnosticException.class, () -> RandomInputs.of(PROGRAM, Map.of()));
    assertEquals("HB6326", fault.diagnostics().getFirst().code().code());
  }

  @Test
  void aDimOutOfItsBoundsIsRefused() {
    assertThrows(DiagnosticException.class, () -> RandomInputs.of(PROGRAM, Map.of("n", 41L)));
  }
}
