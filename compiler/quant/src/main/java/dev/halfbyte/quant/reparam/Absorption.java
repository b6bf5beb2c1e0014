package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What the weight of a contraction becomes when it takes over the scales of its other operand.
///
/// `sum W * (q * ratio - offset) = sum (W * ratio) * q - sum W * offset`.
///
/// @param weight `W * ratio`, rounded once
/// @param correction `-sum W * offset`, one for each index of the axes that stay
/// @param axes of the contraction's result, ascending, that `correction` has
record Absorption(Tensor weight, Tensor correction, List<Integer> axes) {
  /// @param weight finite data
  /// @param channelAxis its axis of channels
  /// @param resultAxes for each axis of the weight the one of the result; -1: summed over
  /// @param ratios what each channel was divided by
  /// @param offsets what was added to each channel before
  static Absorption of(
      Tensor weight,
      int channelAxis,
      List<Integer> resultAxes,
      List<Float> ratios,
      List<Float> offsets) {
    int[] extents =
        Arrays.stream(weight.type().shape().extents()).mapToInt(Math::toIntExact).toArray();
    List<Integer> kept =
        IntStream.range(0, extents.length)
            .filter(axis -> resultAxes.get(axis) >= 0)
            .boxed()
            .sorted(Comparator.comparing(resultAxes::get))
            .toList();
    int[] strides = new int[extents.length];
    int pitch = 1;
    for (int axis : kept.reversed()) {
      strides[axis] = pitch;
      pitch = Math.multiplyExact(pitch, extents[axis]);
    }
    double[] sums = new double[pitch];
    float[] scaled = new float[weight.count()];
    for (int i = 0; i < scaled.length; i++) {
      int rest = i;
      int channel = 0;
      int position = 0;
      for (int axis = extents.length - 1; axis >= 0; axis--) {
        int index = rest % extents[axis];
        rest /= extents[axis];
        position += index * strides[axis];
        channel = axis == channelAxis ? index : channel;
      }
      scaled[i] = weight.floatAt(i) * ratios.get(channel);
      sums[position] -= (double) weight.floatAt(i) * offsets.get(channel);
    }
    List<Dim> dims = new ArrayList<>();
    kept.forEach(axis -> dims.add(Dim.of(extents[axis])));
    return new Absorption(
        Tensor.ofFloats(weight.type().shape(), scaled),
        Tensor.generateFloats(new Shape(dims), i -> sums[i]),
        kept.stream().map(resultAxes::get).toList());
  }
}
