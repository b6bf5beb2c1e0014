package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Constants multiplied by a block-diagonal Hadamard matrix along one of their axes.
///
/// `H H = block I`, so `sum w y = sum (w H / block) (H y)`: values take `H`, weights behind them `H
/// / block`. Sums are those of binary64, the division is exact, and each element is rounded to
/// binary32 once.
final class SignedSums {
  private SignedSums() {}

  /// `data H / divisor` along `axis`, whose extent `block` divides.
  ///
  /// @param data f32
  static Tensor along(Tensor data, int axis, int block, int divisor) {
    long[] extents = data.type().shape().extents();
    int pitch = 1;
    for (int k = axis + 1; k < extents.length; k++) {
      pitch = Math.multiplyExact(pitch, Math.toIntExact(extents[k]));
    }
    float[] result = new float[data.count()];
    double[] one = new double[block];
    // Elements of a block are `pitch` apart; blocks along the axis follow each other.
    for (int first = 0; first < result.length; first++) {
      if (first / pitch % block != 0) {
        continue;
      }
      for (int i = 0; i < block; i++) {
        one[i] = data.floatAt(first + i * pitch);
      }
      transform(one);
      for (int i = 0; i < block; i++) {
        result[first + i * pitch] = (float) (one[i] / divisor);
      }
    }
    return Tensor.ofFloats(data.type().shape(), result);
  }

  /// Sums and differences of pairs, of pairs of pairs and so on: `values H` in place.
  private static void transform(double[] values) {
    for (int half = 1; half < values.length; half *= 2) {
      for (int i = 0; i < values.length; i++) {
        if ((i & half) == 0) {
          double sum = values[i] + values[i + half];
          values[i + half] = values[i] - values[i + half];
          values[i] = sum;
        }
      }
    }
  }

  /// The same numbers with one more axis behind, along which they repeat.
  static Tensor repeated(Tensor data, int extent) {
    List<Dim> dims = new ArrayList<>(data.type().shape().dims());
    dims.add(Dim.of(extent));
    float[] numbers = new float[Math.multiplyExact(data.count(), extent)];
    IntStream.range(0, data.count())
        .forEach(i -> Arrays.fill(numbers, i * extent, (i + 1) * extent, data.floatAt(i)));
    return Tensor.ofFloats(new Shape(dims), numbers);
  }
}
