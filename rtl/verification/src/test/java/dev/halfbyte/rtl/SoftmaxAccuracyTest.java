package dev.halfbyte.rtl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// 4-bit log codes of the integer softmax against those of the same logits in binary64: how many
/// differ. SoftmaxTest shows that the unit gives what the model gives.
class SoftmaxAccuracyTest {
  private static final double LARGEST_SHARE = 0.025;
  private static final int ROWS = 50;

  /// @param k codes of a factor of two
  /// @param deviation of logits, in nats
  /// @param peak what three logits of a row have above that
  @ParameterizedTest
  @CsvSource({
    "1, 197, 1, 0", "1, 197, 3, 0", "1, 197, 6, 0", "1, 197, 1, 8", "1, 1024, 3, 0",
    "2, 197, 1, 0", "2, 197, 3, 0", "2, 197, 6, 0", "2, 197, 1, 8", "2, 1024, 3, 0"
  })
  void fewCodesDiffer(int k, int count, double deviation, double peak) {
    Random random = new Random(count);
    int[] encoding = SoftmaxModel.logarithmic(k);
    SoftmaxModel model = SoftmaxModel.of(encoding);
    int different = 0;
    for (int row = 0; row < ROWS; row++) {
      int[] logits = logits(random, count, deviation, peak);
      int greatest = Arrays.stream(logits).max().orElseThrow();
      double[] exact = Arrays.stream(logits).mapToDouble(t -> power(t - greatest)).toArray();
      double sum = Arrays.stream(exact).sum();
      int[] codes = model.early(logits);
      for (int i = 0; i < count; i++) {
        different += codes[i] == nearest(encoding, exact[i] / sum) ? 0 : 1;
      }
      int[] relative = Arrays.stream(exact).mapToInt(p -> nearest(encoding, p)).toArray();
      assertArrayEquals(relative, model.late(logits), "late codes are exact");
    }
    double share = different / (double) (count * ROWS);
    assertTrue(share <= LARGEST_SHARE, "share of codes that differ: " + share);
  }

  private static int[] logits(Random random, int count, double deviation, double peak) {
    double[] nats = IntStream.range(0, count).mapToDouble(_ -> random.nextGaussian()).toArray();
    for (int i = 0; i < count; i++) {
      nats[i] *= deviation;
    }
    for (int i = 0; i < 3; i++) {
      nats[random.nextInt(count)] += peak;
    }
    return Arrays.stream(nats).mapToInt(x -> (int) Math.rint(16 * x / Math.log(2))).toArray();
  }

  private static double power(int sixteenths) {
    return Math.pow(2, sixteenths / 16.0);
  }

  private static int nearest(int[] encoding, double probability) {
    return SoftmaxModel.nearest(encoding, encoding[0] * probability);
  }
}
