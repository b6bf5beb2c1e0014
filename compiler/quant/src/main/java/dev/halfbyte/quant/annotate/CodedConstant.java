package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.quant.codes.NearestCode;
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

  /// The codes nearest to `x / scale`; affine ones round ties to even and stay within `-max .. max`
  /// of the storage type.
  ///
  /// The scale of a group reaches that fraction of its largest magnitude, of 1, 0.95 ... 0.65,
  /// which gives the least squared error: at 4 bits a few clipped weights cost less than a coarse
  /// step for all others. Groups of zeros, or of next to nothing beside the largest, are scaled as
  /// if they reached 2^-16 of it: biases are counted in this scale, and a finer one would widen
  /// accumulators for values that no 16-bit code can show.
  ///
  /// @param data finite f32 elements of fixed shape
  /// @param encoding symmetric around zero
  static CodedConstant code(Tensor data, Encoding encoding, List<Integer> scaleAxes) {
    long[] extents = data.type().shape().extents();
    int[] groupOf = groups(extents, scaleAxes);
    int groups = 1;
    List<Dim> scaleDims = new ArrayList<>();
    for (int axis : scaleAxes) {
      groups = Math.multiplyExact(groups, Math.toIntExact(extents[axis]));
      scaleDims.add(Dim.of(extents[axis]));
    }
    Rounding rounding = new Rounding(encoding);
    float[] scales = scales(data, rounding, groupOf, groups);
    TensorType type = data.type().withElem(new ElemType.CodeType(encoding));
    Tensor codes =
        Tensor.generateInts(type, i -> rounding.code(data.floatAt(i), scales[groupOf[i]]));
    return new CodedConstant(codes, Tensor.ofFloats(new Shape(scaleDims), scales), scaleAxes);
  }

  Encoding encoding() {
    return ((ElemType.CodeType) codes.type().elem()).encoding();
  }

  /// The codes of symmetric affine storage.
  static Encoding symmetric(IntType storage) {
    return new Encoding.Affine(storage, AffineFit.middle(storage));
  }

  /// Codes of numbers in units of their scale.
  private static final class Rounding {
    private final Encoding encoding;
    private final NearestCode nearest;
    private final double reach;

    Rounding(Encoding encoding) {
      this.encoding = encoding;
      nearest = new NearestCode(encoding);
      reach = encoding.maxDecoded();
    }

    long code(float value, double scale) {
      return nearest.of(Math.min(Math.max(value / scale, -reach), reach));
    }

    float scale(double magnitude) {
      return AffineFit.scale(magnitude / reach);
    }

    double decoded(float value, double scale) {
      return encoding.decode(code(value, scale)) * scale;
    }
  }

  private static float[] scales(Tensor data, Rounding rounding, int[] groupOf, int groups) {
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
        scales[g] = rounding.scale(magnitudes[g] * fraction);
      }
      double[] errors = squaredErrors(values, scales, groupOf, rounding);
      for (int g = 0; g < groups; g++) {
        if (errors[g] < leastError[g]) {
          leastError[g] = errors[g];
          best[g] = scales[g];
        }
      }
    }
    return best;
  }

  private static double[] squaredErrors(
      float[] values, float[] scales, int[] groupOf, Rounding rounding) {
    double[] errors = new double[scales.length];
    for (int i = 0; i < values.length; i++) {
      double scale = scales[groupOf[i]];
      double error = rounding.decoded(values[i], scale) - values[i];
      errors[groupOf[i]] += error * error;
    }
    return errors;
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
    int[] sizes = Arrays.stream(extents).mapToInt(Math::toIntExact).toArray();
    int[] groups = new int[count];
    for (int i = 0; i < count; i++) {
      int rest = i;
      for (int axis = sizes.length - 1; axis >= 0; axis--) {
        groups[i] += rest % sizes[axis] * strides[axis];
        rest /= sizes[axis];
      }
    }
    return groups;
  }
}
