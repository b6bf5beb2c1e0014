package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Constant data as symmetric codes and scales.
///
/// @param scale f32, with one axis for each of `scaleAxes` of the codes
record CodedConstant(Tensor codes, Tensor scale, List<Integer> scaleAxes) {
  private static final int CLIPPINGS = 7;
  private static final double CLIPPING_STEP = 0.05;
  private static final double LEAST_MAGNITUDE = 0x1p-16;

  /// Codes `round(x / scale)`, ties to even, within `-max .. max` of the storage type.
  ///
  /// The scale of a group reaches that fraction of its largest magnitude, of 1, 0.95 ... 0.65,
  /// which gives the least squared error: at 4 bits a few clipped weights cost less than a coarse
  /// step for all others. Groups of zeros, or of next to nothing beside the largest, are scaled as
  /// if they reached 2^-16 of it: biases are counted in this scale, and a finer one would widen
  /// accumulators for values that no 16-bit code can show.
  ///
  /// @param data finite f32 elements of fixed shape
  static CodedConstant code(Tensor data, IntType storage, List<Integer> scaleAxes) {
    long[] extents = data.type().shape().extents();
    int[] groupOf = groups(extents, scaleAxes);
    int groups = 1;
    List<Dim> scaleDims = new ArrayList<>();
    for (int axis : scaleAxes) {
      groups = Math.multiplyExact(groups, Math.toIntExact(extents[axis]));
      scaleDims.add(Dim.of(extents[axis]));
    }
    float[] scales = scales(data, storage, groupOf, groups);
    long middle = AffineFit.middle(storage);
    Encoding encoding = new Encoding.Affine(storage, middle);
    TensorType type = data.type().withElem(new ElemType.CodeType(encoding));
    Tensor codes =
        Tensor.generateInts(
            type, i -> (long) code(data.floatAt(i), scales[groupOf[i]], reach(storage)) + middle);
    return new CodedConstant(codes, Tensor.ofFloats(new Shape(scaleDims), scales), scaleAxes);
  }

  Encoding encoding() {
    return ((ElemType.CodeType) codes.type().elem()).encoding();
  }

  private static float[] scales(Tensor data, IntType storage, int[] groupOf, int groups) {
    float[] values = data.floats();
    double[] magnitudes = new double[groups];
    for (int i = 0; i < values.length; i++) {
      magnitudes[groupOf[i]] = Math.max(magnitudes[groupOf[i]], Math.abs((double) values[i]));
    }
    double floor = Arrays.stream(magnitudes).max().orElse(0) * LEAST_MAGNITUDE;
    for (int g = 0; g < groups; g++) {
      magnitudes[g] = Math.max(magnitudes[g], floor);
    }
    float[] best = new float[groups];
    double[] leastError = new double[groups];
    Arrays.fill(leastError, Double.POSITIVE_INFINITY);
    for (int step = 0; step <= CLIPPINGS; step++) {
      double fraction = 1 - step * CLIPPING_STEP;
      float[] scales = new float[groups];
      for (int g = 0; g < groups; g++) {
        scales[g] = AffineFit.symmetricScale(magnitudes[g] * fraction, storage);
      }
      double[] errors = squaredErrors(values, scales, groupOf, reach(storage));
      for (int g = 0; g < groups; g++) {
        if (errors[g] < leastError[g]) {
          leastError[g] = errors[g];
          best[g] = scales[g];
        }
      }
    }
    return best;
  }

  private static double[] squaredErrors(float[] values, float[] scales, int[] groupOf, long reach) {
    double[] errors = new double[scales.length];
    for (int i = 0; i < values.length; i++) {
      double scale = scales[groupOf[i]];
      double error = code(values[i], scale, reach) * scale - values[i];
      errors[groupOf[i]] += error * error;
    }
    return errors;
  }

  private static double code(float value, double scale, long reach) {
    return Math.clamp(Math.rint(value / scale), (double) -reach, (double) reach);
  }

  private static long reach(IntType storage) {
    return storage.max() - AffineFit.middle(storage);
  }

  /// The group of each element, row-major over the scale axes.
  private static int[] groups(long[] extents, List<Integer> scaleAxes) {
    int count = 1;
    for (long extent : extents) {
      count = Math.multiplyExact(count, Math.toIntExact(extent));
    }
    int[] strides = new int[extents.length];
    int pitch = 1;
    for (int axis : scaleAxes.reversed()) {
      strides[axis] = pitch;
      pitch *= Math.toIntExact(extents[axis]);
    }
    int[] groups = new int[count];
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int axis = extents.length - 1; axis >= 0; axis--) {
        int extent = Math.toIntExact(extents[axis]);
        groups[i] += rest % extent * strides[axis];
        rest /= extent;
      }
    }
    return groups;
  }
}
