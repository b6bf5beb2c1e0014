package dev.halfbyte.frontend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Attention with a key-value cache: the whole grammar and typing of parts that have no meaning
/// yet.
final class SampleTest {
  private static final String ATTENTION =
      """
      kernel mha[n: 1..256, t: 0..4096, h, d, m = h*d](
          x: f32[n, m], state kc, vc: f32[t, h, d];
          w: f32[3, h, d, m], wo: f32[m, h, d]) -> f32[n, m] {
        u[s, i, a, c] = sum[e](x[i, e] * w[s, a, c, e])
        k = append(kc, u[1]);  v = append(vc, u[2])
        z[a, i, j] = sum[c](u[0, i, a, c] * k[j, a, c]) / sqrt(d) where j <= t + i
        p[a, i, j] = softmax[j](z[a, i, j])
        y[i, a, c] = sum[j](p[a, i, j] * v[j, a, c])
        return [i, e] => sum[a, c](y[i, a, c] * wo[e, a, c])
      }
      """;

  @Test
  void onlyTheMissingMeaningIsReported() {
    assertEquals(
        List.of("HB1501 2:25", "HB1501 2:29", "HB1501 5:7", "HB1501 5:30"),
        Sources.codes(ATTENTION));
  }

  @Test
  void statementsBesideItAreStillChecked() {
    String wrong = ATTENTION.replace("k[j, a, c])", "k[j, c, a])");
    assertEquals(
        List.of("HB1302 6:44", "HB1302 6:47"),
        Sources.codes(wrong).stream().filter(c -> !c.startsWith("HB1501")).toList());
  }

  @Test
  void appendedRowsCountAsExtent() {
    String wrong = ATTENTION.replace("where j <= t + i", "+ 0 * x[j, 0]");
    assertEquals(
        List.of("HB1302 6:69"),
        Sources.codes(wrong).stream().filter(c -> !c.startsWith("HB1501")).toList());
  }
}
