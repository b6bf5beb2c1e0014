package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.util.ArrayList;
import java.util.List;

/// Constant data as symmetric codes and scales.
///
/// @param scale f32, with one axis for each of `scaleAxes` of the codes
record CodedConstant(Tensor codes, Tensor scale, List<Integer> scaleAxes) {
  /// Codes `round(x / scale)`, ties to even, within `-max .. max` of the storage type; the scale of
  /// each group reaches its largest magnitude.
  ///
  /// A group of zeros takes the least scale of the other groups: its own would be arbitrary, and
  /// biases are counted in it.
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
    Encoding encoding = new Encoding.Affine(storage, AffineFit.middle(storage));
    long reach = storage.max() - AffineFit.middle(storage);
    TensorType type = data.type().withElem(new ElemType.CodeType(encoding));
    Tensor codes =
        Tensor.generateInts(
            type,
            i -> {
              double code = Math.rint((double) data.floatAt(i) / scales[groupOf[i]]);
              return (long) Math.clamp(code, (double) -reach, (double) reach)
                  + AffineFit.middle(storage);
            });
    return new CodedConstant(codes, Tensor.ofFloats(new Shape(scaleDims), scales), scaleAxes);
  }

  private static float[] scales(Tensor data, IntType storage, int[] groupOf, int groups) {
    double[] magnitudes = new double[groups];
    for (int i = 0; i < data.count(); i++) {
      magnitudes[groupOf[i]] = Math.max(magnitudes[groupOf[i]], Math.abs((double) data.floatAt(i)));
    }
    double least = Double.POSITIVE_INFINITY;
    for (double magnitude : magnitudes) {
      least = magnitude > 0 ? Math.min(least, magnitude) : least;
    }
    float[] scales = new float[groups];
    for (int g = 0; g < groups; g++) {
      boolean onlyZeros = magnitudes[g] == 0 && Double.isFinite(least);
      scales[g] = AffineFit.symmetricScale(onlyZeros ? least : magnitudes[g], storage);
    }
    return scales;
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
