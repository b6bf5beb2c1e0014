package dev.halfbyte.bench.accuracy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class NormFiguresTest {
  private static final List<NormFigures.Figure> FIGURES =
      NormFigures.measure(StreamRows.draw(AccuracyReport.SEED)).figures();

  @Test
  void theStreamLimitsWhatSixteenBitsGive() {
    assertTrue(decibels("centered, s16 stream, root of 16 bits") > 68);
    assertTrue(decibels("raw, s16 stream, root of 16 bits") > 68);
  }

  @Test
  void narrowRootsAreFarFinerThanFourBitCodes() {
    assertTrue(decibels("centered, s16 stream, root of 12 bits") > 66);
  }

  @Test
  void streamsOfEightBitsLoseMuch() {
    double loss =
        decibels("centered, s16 stream, root of 16 bits")
            - decibels("centered, s8 stream, root of 16 bits");
    assertTrue(loss > 20, "loss " + loss + " dB");
  }

  private static double decibels(String form) {
    return FIGURES.stream()
        .filter(figure -> figure.form().equals(form))
        .findFirst()
        .orElseThrow()
        .decibels();
  }
}
