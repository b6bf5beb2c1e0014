package dev.halfbyte.cli;

import dev.halfbyte.ir.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/// What `glyphs.hb` is to compute, in plain loops over doubles; knows nothing of the compiler but
/// its tensors.
final class GlyphReference {
  private static final int GRID = 8;
  private static final int PATCH = 4;
  private static final int TOKENS = GRID * GRID;
  private static final double EPSILON = 1e-5;

  private final Map<String, Tensor> weights;
  private final int blocks;
  private final int heads;
  private final int channels;
  private final int width;

  GlyphReference(Map<String, Tensor> weights) {
    this.weights = weights;
    long[] shape = tensor("wq").type().shape().extents();
    blocks = (int) shape[0];
    heads = (int) shape[1];
    channels = (int) shape[2];
    width = (int) shape[3];
  }

  private Tensor tensor(String name) {
    return Objects.requireNonNull(weights.get(name), name);
  }

  private double weight(String name, int index) {
    return tensor(name).floatAt(index);
  }

  /// Scores of the picture whose pixels begin at `begin`.
  double[] scores(Tensor pixels, int begin) {
    double[][] x = embed(pixels, begin);
    for (int block = 0; block < blocks; block++) {
      attend(x, normal(x, "g1", "b1", block), block);
      feed(x, normal(x, "g2", "b2", block), block);
    }
    double[][] last = normal(x, "g3", "b3", 0);
    double[] pooled = new double[width];
    for (double[] token : last) {
      for (int c = 0; c < width; c++) {
        pooled[c] += token[c] / TOKENS;
      }
    }
    return linear(pooled, "wh", "bh", 0, tensor("bh").count());
  }

  private double[][] embed(Tensor pixels, int begin) {
    double[][] x = new double[TOKENS][width];
    for (int t = 0; t < TOKENS; t++) {
      for (int o = 0; o < width; o++) {
        double sum = weight("bp", o) + weight("pos", t * width + o);
        for (int r = 0; r < PATCH; r++) {
          for (int s = 0; s < PATCH; s++) {
            int row = t / GRID * PATCH + r;
            int column = t % GRID * PATCH + s;
            double pixel = pixels.floatAt(begin + row * GRID * PATCH + column);
            sum += pixel * weight("wp", (o * PATCH + r) * PATCH + s);
          }
        }
        x[t][o] = sum;
      }
    }
    return x;
  }

  private double[][] normal(double[][] x, String scale, String bias, int block) {
    double[][] y = new double[TOKENS][width];
    for (int t = 0; t < TOKENS; t++) {
      double mean = Arrays.stream(x[t]).sum() / width;
      double variance = Arrays.stream(x[t]).map(v -> (v - mean) * (v - mean)).sum() / width;
      for (int c = 0; c < width; c++) {
        y[t][c] =
            (x[t][c] - mean) / Math.sqrt(variance + EPSILON) * weight(scale, block * width + c)
                + weight(bias, block * width + c);
      }
    }
    return y;
  }

  private double[] linear(double[] x, String name, String bias, int block, int outputs) {
    double[] y = new double[outputs];
    for (int o = 0; o < outputs; o++) {
      y[o] = weight(bias, block * outputs + o);
      for (int e = 0; e < x.length; e++) {
        y[o] += x[e] * weight(name, (block * outputs + o) * x.length + e);
      }
    }
    return y;
  }

  private double[][] linear(double[][] x, String name, String bias, int block, int outputs) {
    return Arrays.stream(x)
        .map(token -> linear(token, name, bias, block, outputs))
        .toArray(double[][]::new);
  }

  /// Adds attention to `x`; channels of heads lie one behind the other.
  private void attend(double[][] x, double[][] normal, int block) {
    double[][] q = linear(normal, "wq", "bq", block, width);
    double[][] k = linear(normal, "wk", "bk", block, width);
    double[][] v = linear(normal, "wv", "bv", block, width);
    double[][] y = new double[TOKENS][width];
    for (int head = 0; head < heads; head++) {
      int first = head * channels;
      for (int i = 0; i < TOKENS; i++) {
        double[] shares = new double[TOKENS];
        double sum = 0;
        for (int j = 0; j < TOKENS; j++) {
          double logit = 0;
          for (int c = first; c < first + channels; c++) {
            logit += q[i][c] * k[j][c];
          }
          shares[j] = Math.exp(logit / Math.sqrt(channels));
          sum += shares[j];
        }
        for (int j = 0; j < TOKENS; j++) {
          for (int c = first; c < first + channels; c++) {
            y[i][c] += shares[j] / sum * v[j][c];
          }
        }
      }
    }
    add(x, linear(y, "wo", "bo", block, width));
  }

  private void feed(double[][] x, double[][] normal, int block) {
    double[][] up = linear(normal, "w1", "c1", block, 4 * width);
    for (double[] token : up) {
      for (int c = 0; c < token.length; c++) {
        token[c] = token[c] / 2 * (1 + error(token[c] / Math.sqrt(2)));
      }
    }
    add(x, linear(up, "w2", "c2", block, width));
  }

  /// The error function by its series; arguments of trained networks are small.
  private static double error(double x) {
    if (Math.abs(x) > 5) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; n < 120; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }

  private static void add(double[][] x, double[][] more) {
    for (int t = 0; t < TOKENS; t++) {
      for (int c = 0; c < x[t].length; c++) {
        x[t][c] += more[t][c];
      }
    }
  }
}
