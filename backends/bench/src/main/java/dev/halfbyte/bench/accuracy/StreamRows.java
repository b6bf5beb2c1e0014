package dev.halfbyte.bench.accuracy;

import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.norm.Moments;
import java.util.Random;

/// Rows of a residual stream with the spread of channels that trained transformers show:
/// log-normal, a few channels twenty times as large.
///
/// @param values f32, rows by channels
public record StreamRows(Tensor values) {
  private static final int ROWS = 64;
  private static final int CHANNELS = 192;
  private static final int OUTLIERS = 3;
  private static final double OUTLIER = 20;

  /// What the float formula adds to the variance.
  static final float EPSILON = 1e-6f;

  /// Equal seeds give equal rows.
  public static StreamRows draw(long seed) {
    Random random = new Random(seed);
    double[] scales = new double[CHANNELS];
    double[] offsets = new double[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      scales[c] = Math.exp(0.6 * random.nextGaussian()) * (c < OUTLIERS ? OUTLIER : 1);
      offsets[c] = 0.3 * random.nextGaussian();
    }
    return new StreamRows(
        Tensor.generateFloats(
            Shape.of(ROWS, CHANNELS),
            i -> scales[i % CHANNELS] * (offsets[i % CHANNELS] + random.nextGaussian())));
  }

  int channels() {
    return CHANNELS;
  }

  /// The largest magnitude.
  double magnitude() {
    double magnitude = 0;
    for (int i = 0; i < values.count(); i++) {
      magnitude = Math.max(magnitude, Math.abs(values.floatAt(i)));
    }
    return magnitude;
  }

  /// The normalized rows in binary64.
  double[] exact(Moments moments) {
    double[] result = new double[values.count()];
    for (int first = 0; first < result.length; first += CHANNELS) {
      double mean = 0;
      double squares = 0;
      for (int i = first; i < first + CHANNELS; i++) {
        mean += values.floatAt(i) / (double) CHANNELS;
      }
      double center = moments == Moments.CENTERED ? mean : 0;
      for (int i = first; i < first + CHANNELS; i++) {
        double distance = values.floatAt(i) - center;
        squares += distance * distance;
      }
      double root = Math.sqrt(squares / CHANNELS + EPSILON);
      for (int i = first; i < first + CHANNELS; i++) {
        result[i] = (values.floatAt(i) - center) / root;
      }
    }
    return result;
  }
}
