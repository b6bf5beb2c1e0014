package dev.halfbyte.bench.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is recommended is what the built-in policies do.
class SoftmaxFiguresTest {
  private static final SoftmaxFigures FIGURES =
      SoftmaxFigures.measure(AttentionRows.heads(AccuracyReport.SEED));

  @ParameterizedTest
  @CsvSource({"w8a8,8", "w4a8,8", "w4a4,4"})
  void defaultsFollowTheRecommendation(String numerics, int bits) {
    NumericsPolicy policy = NumericsPolicy.builtIn(numerics);
    SoftmaxFigures.Figure recommended = FIGURES.recommended(bits);
    assertEquals(recommended.choice(), policy.softmax(List.of("p")).setting().choice());
    assertEquals(recommended.codes(), policy.probability(List.of("p")).setting());
  }

  @Test
  void lateCodesAreBetterThanEarlyOnesOfEqualBits() {
    for (SoftmaxFigures.Figure late : FIGURES.ours()) {
      if (late.choice() == SoftmaxChoice.LATE) {
        double early = FIGURES.decibels(SoftmaxChoice.EARLY, late.codes());
        assertTrue(late.decibels() > early + 2, late + " against " + early + " dB");
      }
    }
  }

  @Test
  void floatFormsAreFarAboveAllCodes() {
    assertTrue(
        FIGURES.others().stream()
            .filter(other -> other.name().endsWith("_pass"))
            .allMatch(other -> other.decibels() > 120));
  }

  @Test
  void anotherSeedGivesTheSameRecommendation() {
    SoftmaxFigures others = SoftmaxFigures.measure(AttentionRows.heads(77));
    for (int bits : SoftmaxFigures.ACTIVATIONS) {
      assertEquals(FIGURES.recommended(bits).codes(), others.recommended(bits).codes());
      assertEquals(FIGURES.recommended(bits).choice(), others.recommended(bits).choice());
    }
  }
}
