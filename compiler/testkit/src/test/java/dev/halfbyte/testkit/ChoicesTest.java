package dev.halfbyte.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ChoicesTest {
  @Test
  void replayStaysBelowTheBoundAndEndsWithZeros() {
    Choices choices = Choices.replay(List.of(2, 100, -5));
    assertEquals(2, choices.below(10));
    assertEquals(6, choices.below(7));
    assertEquals(0, choices.below(7));
    assertEquals(0, choices.below(7));
    assertEquals(List.of(2, 6, 0, 0), choices.recorded());
  }

  @Test
  void bytesOfAFuzzerAreChoices() {
    Choices choices = Choices.ofBytes(new byte[] {(byte) 0xff, 1, 2, 9});
    assertEquals(255 % 100, choices.below(100));
    assertEquals(0x102 % 1000, choices.below(1000));
    assertTrue(choices.oneIn(1));
    assertEquals(9, choices.below(10));
    assertEquals(0, choices.below(10));
  }

  @Test
  void equalSeedsGiveEqualChoices() {
    Choices first = Choices.seeded(5);
    Choices second = Choices.seeded(5);
    for (int i = 0; i < 20; i++) {
      assertEquals(first.between(-3, 90), second.between(-3, 90));
    }
  }
}
