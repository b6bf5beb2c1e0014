package dev.halfbyte.backend.verilog.bind;

import static dev.halfbyte.backend.verilog.bind.AttentionBindingTest.check;
import static dev.halfbyte.backend.verilog.bind.AttentionBindingTest.tasks;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfbyte.ir.Shape;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Contractions of two computed operands in other words than those of the examples.
class ArrangementTest {
  private static final String NUMERICS =
      """
      numerics late for k {
        default weight s4, act u4 tensor, residual s16 tensor
        p act u4 log_sqrt2
      }
      numerics early for k {
        default weight s4, act s4 tensor, residual s16 tensor
        p act u4 log_sqrt2, norm early
      }
      """;

  private static final String HEAD =
      """
      kernel k[n: 1..64, h: 1..16, d: 8..128 step 8, m = h*d](
          x: f32[n, m]; wq, wk, wv: f32[h, d, m], wo: f32[m, h, d]) -> f32[n, m] {
      """;

  @ParameterizedTest
  @CsvSource({
    // Heads in front of the rows, wherever they are.
    "late, '[a, i, c]', 'q[a, i, c] * k[a, j, c]', '[a, i, c]', 'p[a, i, j] * v[a, j, c]', 0",
    "early, '[a, i, c]', 'q[a, i, c] * k[a, j, c]', '[i, a, c]', 'p[a, i, j] * v[a, j, c]', 0",
    // Weights named first.
    "late, '[i, a, c]', 'k[j, a, c] * q[i, a, c]', '[i, a, c]', 'v[j, a, c] * p[a, i, j]', 0",
    // Keys that are values as well are copied twice.
    "early, '[i, a, c]', 'q[i, a, c] * k[j, a, c]', '[i, a, c]', 'p[a, i, j] * k[j, a, c]', 2",
    // So is a matrix times its own transpose.
    "late, '[i, a, c]', 'q[i, a, c] * q[j, a, c]', '[i, a, c]', 'p[a, i, j] * v[j, a, c]', 1",
  })
  void wordsOfAnAttention(
      String numerics, String rows, String scores, String result, String product, int copies) {
    String text =
        HEAD
            + """
              qROWS = sum[e](x[i, e] * wq[a, c, e])
              kROWS = sum[e](x[i, e] * wk[a, c, e])
              vROWS = sum[e](x[i, e] * wv[a, c, e])
              z[a, i, j] = sum[c](SCORES) / sqrt(d)
              p[a, i, j] = softmax[j](z[a, i, j])
              yRESULT = sum[j](PRODUCT)
              return [i, e] => sum[a, c](yRESULT * wo[e, a, c])
            }
            """
                .replace("ROWS", rows)
                .replace("SCORES", scores)
                .replace("RESULT", result)
                .replace("PRODUCT", product)
            + NUMERICS;
    TaskGraph graph =
        check(SampleKernels.compile(text, numerics, Shape.of(11, 32), weights(2, 16), 7), 11);
    long copied =
        tasks(graph, Task.MatMul.class).stream().filter(ArrangementTest::isIdentity).count();
    assertEquals(copies, copied);
  }

  private static boolean isIdentity(Task.MatMul product) {
    return product.weights() instanceof WeightSource.Fixed(Weights w)
        && w.k() == w.n()
        && w.columnSums().values().stream().allMatch(sum -> sum == 1)
        && w.max() == 1
        && w.min() == 0;
  }

  private static SortedMap<String, Shape> weights(long heads, long depth) {
    TreeMap<String, Shape> weights = new TreeMap<>();
    for (String name : List.of("wq", "wk", "wv")) {
      weights.put(name, Shape.of(heads, depth, heads * depth));
    }
    weights.put("wo", Shape.of(heads * depth, heads, depth));
    return weights;
  }

  /// One head needs no batch index; operands may be inputs.
  @ParameterizedTest
  @ValueSource(strings = {"late", "early"})
  void attentionOfInputs(String numerics) {
    String text =
        """
        kernel k[n: 1..64](x: f32[n, 24]) -> f32[n, 24] {
          z[i, j] = sum[c](x[i, c] * x[j, c]) / 4
          p[i, j] = softmax[j](z[i, j])
          return [i, c] => sum[j](p[i, j] * x[j, c])
        }
        """
            + NUMERICS;
    TaskGraph graph =
        check(SampleKernels.compile(text, numerics, Shape.of(9, 24), new TreeMap<>(), 3), 9);
    assertEquals(1, tasks(graph, Task.Softmax.class).size());
  }

  /// Scores without a softmax are activations of the next product, head by head.
  @Test
  void scoresThatPassAFunction() {
    String text =
        HEAD
            + """
              q[i, a, c] = sum[e](x[i, e] * wq[a, c, e])
              k[i, a, c] = sum[e](x[i, e] * wk[a, c, e])
              v[i, a, c] = sum[e](x[i, e] * wv[a, c, e])
              z[a, i, j] = sum[c](q[i, a, c] * k[j, a, c])
              p = gelu(z)
              y[i, a, c] = sum[j](p[a, i, j] * v[j, a, c])
              return [i, e] => sum[a, c](y[i, a, c] * wo[e, a, c])
            }
            numerics plain for k {
              default weight s4, act u4 tensor, residual s16 tensor
            }
            """;
    check(SampleKernels.compile(text, "plain", Shape.of(10, 24), weights(3, 8), 9), 10);
  }

  /// A reshape between a projection and the heads takes no copy.
  @Test
  void headsByReshape() {
    String text =
        """
        kernel k[n: 1..64](x: f32[n, 32]; wq, wk, wv: f32[32, 32], wo: f32[32, 32]) -> f32[n, 32] {
          q[i, o] = sum[e](x[i, e] * wq[o, e])
          k[i, o] = sum[e](x[i, e] * wk[o, e])
          v[i, o] = sum[e](x[i, e] * wv[o, e])
          qh[i, a: 2, c: 16] = q[i, 16*a + c]
          kh[i, a: 2, c: 16] = k[i, 16*a + c]
          vh[i, a: 2, c: 16] = v[i, 16*a + c]
          z[a, i, j] = sum[c](qh[i, a, c] * kh[j, a, c]) / 4
          p[a, i, j] = softmax[j](z[a, i, j])
          y[i, a, c] = sum[j](p[a, i, j] * vh[j, a, c])
          return [i, e] => sum[a, c](y[i, a, c] * wo[e, 16*a + c])
        }
        """
            + NUMERICS;
    TreeMap<String, Shape> weights = new TreeMap<>();
    for (String name : List.of("wq", "wk", "wv", "wo")) {
      weights.put(name, Shape.of(32, 32));
    }
    check(SampleKernels.compile(text, "late", Shape.of(10, 32), weights, 9), 10);
  }

  /// What every head gives is the result, row by row.
  @ParameterizedTest
  @CsvSource({"late, 64", "early, 64"})
  void sumsOfHeadsAreAResult(String numerics, long depth) {
    check(
        SampleKernels.compile(headsOnly(), numerics, Shape.of(6, 2 * depth), queries(depth), 2), 6);
  }

  static String headsOnly() {
    return """
    kernel k[n: 1..64, h: 1..16, d: 8..128 step 8, m = h*d](x: f32[n, m]; wq, wv: f32[h, d, m]) -> f32[n, h, d] {
      q[i, a, c] = sum[e](x[i, e] * wq[a, c, e])
      v[i, a, c] = sum[e](x[i, e] * wv[a, c, e])
      z[a, i, j] = sum[c](q[i, a, c] * v[j, a, c]) / sqrt(d)
      p[a, i, j] = softmax[j](z[a, i, j])
      return [i, a, c] => sum[j](p[a, i, j] * v[j, a, c])
    }
    """
        + NUMERICS;
  }

  static SortedMap<String, Shape> queries(long depth) {
    TreeMap<String, Shape> weights = new TreeMap<>();
    weights.put("wq", Shape.of(2, depth, 2 * depth));
    weights.put("wv", Shape.of(2, depth, 2 * depth));
    return weights;
  }
}
