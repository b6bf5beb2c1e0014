package dev.halfbyte.bench.accuracy;

import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Logits and values of one attention head.
///
/// @param logits f32, rows by elements
/// @param values f32, elements by channels
public record AttentionRows(Tensor logits, Tensor values) {
  private static final double[] SPREADS = {1.4, 1.8, 2.2, 2.6};
  private static final int ROWS = 48;
  private static final int ELEMENTS = 197;
  private static final int CHANNELS = 64;

  /// Four heads from diffuse to sharp, drawn with the peakiness that trained vision transformers
  /// show: entropies of 2 to 5 bits, a largest probability of some tenths. Equal seeds give equal
  /// heads.
  public static List<AttentionRows> heads(long seed) {
    Random random = new Random(seed);
    List<AttentionRows> heads = new ArrayList<>();
    for (double spread : SPREADS) {
      heads.add(head(random, spread));
    }
    return heads;
  }

  private static AttentionRows head(Random random, double spread) {
    double[] favour = random.doubles(ELEMENTS).map(u -> spread * (u - 0.5)).toArray();
    Tensor logits =
        Tensor.generateFloats(
            Shape.of(ROWS, ELEMENTS), i -> favour[i % ELEMENTS] + spread * random.nextGaussian());
    double[] scales = new double[CHANNELS];
    double[] offsets = new double[CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      scales[c] = Math.exp(0.5 * random.nextGaussian());
      offsets[c] = 0.2 * random.nextGaussian();
    }
    Tensor values =
        Tensor.generateFloats(
            Shape.of(ELEMENTS, CHANNELS),
            i -> scales[i % CHANNELS] * (offsets[i % CHANNELS] + random.nextGaussian()));
    return new AttentionRows(logits, values);
  }

  int rows() {
    return extent(logits, 0);
  }

  int elements() {
    return extent(logits, 1);
  }

  private static int extent(Tensor tensor, int axis) {
    return Math.toIntExact(tensor.type().shape().dim(axis).fixed());
  }

  /// The probabilities in binary64.
  double[] exact() {
    double[] p = new double[logits.count()];
    int elements = elements();
    for (int begin = 0; begin < p.length; begin += elements) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = begin; i < begin + elements; i++) {
        largest = Math.max(largest, logits.floatAt(i));
      }
      double sum = 0;
      for (int i = begin; i < begin + elements; i++) {
        p[i] = Math.exp(logits.floatAt(i) - largest);
        sum += p[i];
      }
      for (int i = begin; i < begin + elements; i++) {
        p[i] /= sum;
      }
    }
    return p;
  }

  /// Signal to noise of `p V` in dB, V and the sums in binary64.
  double mixedDecibels(double[] p) {
    return decibels(mixed(exact(), values), mixed(p, values));
  }

  /// The same for exact p and V in codes of `bits`, one scale for all.
  double codedValuesDecibels(int bits) {
    double magnitude = 0;
    for (int i = 0; i < values.count(); i++) {
      magnitude = Math.max(magnitude, Math.abs(values.floatAt(i)));
    }
    double scale = magnitude / ((1 << (bits - 1)) - 1);
    Tensor coded =
        Tensor.generateFloats(
            values.type().shape(), i -> scale * Math.rint(values.floatAt(i) / scale));
    double[] p = exact();
    return decibels(mixed(p, values), mixed(p, coded));
  }

  private static double decibels(double[] expected, double[] actual) {
    double signal = 0;
    double noise = 0;
    for (int i = 0; i < expected.length; i++) {
      signal += expected[i] * expected[i];
      noise += (expected[i] - actual[i]) * (expected[i] - actual[i]);
    }
    return 10 * Math.log10(signal / noise);
  }

  private static double[] mixed(double[] p, Tensor values) {
    int elements = extent(values, 0);
    int channels = extent(values, 1);
    double[] result = new double[p.length / elements * channels];
    for (int i = 0; i < p.length; i++) {
      int row = i / elements * channels;
      int value = i % elements * channels;
      for (int c = 0; c < channels; c++) {
        result[row + c] += p[i] * values.floatAt(value + c);
      }
    }
    return result;
  }

  /// Median of the largest probability of a row.
  double medianPeak() {
    double[] p = exact();
    double[] peaks = new double[rows()];
    for (int i = 0; i < p.length; i++) {
      peaks[i / elements()] = Math.max(peaks[i / elements()], p[i]);
    }
    Arrays.sort(peaks);
    return peaks[peaks.length / 2];
  }

  /// Mean entropy of a row in bits.
  double entropy() {
    double nats = Arrays.stream(exact()).map(p -> p == 0 ? 0 : -p * Math.log(p)).sum();
    return nats / Math.log(2) / rows();
  }
}
