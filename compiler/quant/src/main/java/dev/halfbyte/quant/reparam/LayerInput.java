package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.calibrate.TensorRange.Bounds;
import java.util.List;

/// What is known about a value whose channels are to get scales.
///
/// @param channels the range of each, for codes of `storage`
/// @param whole the range of all
/// @param powers the mean square of each channel, as far as it is known
/// @param weights those that are summed over the channels
/// @param iterated whether it is in the body of a scan, whose iterations have ranges of their own
///   but one zero point
record LayerInput(
    List<Bounds> channels,
    Bounds whole,
    List<Double> powers,
    IntType storage,
    List<Weight> weights,
    boolean iterated) {
  LayerInput {
    channels = List.copyOf(channels);
    powers = List.copyOf(powers);
    weights = List.copyOf(weights);
  }

  /// A constant operand of a contraction.
  ///
  /// @param data finite f32
  /// @param channelAxis its axis of channels
  /// @param summed its axes that the contraction sums over, the channels among them
  /// @param reach the largest number that its codes show
  record Weight(Tensor data, int channelAxis, List<Integer> summed, double reach) {
    Weight {
      summed = List.copyOf(summed);
    }

    /// Calls `element` for each element with its channel and its output, which count from 0.
    void each(Element element) {
      long[] extents = data.type().shape().extents();
      for (int i = 0; i < data.count(); i++) {
        int rest = i;
        int channel = 0;
        int output = 0;
        int pitch = 1;
        for (int axis = extents.length - 1; axis >= 0; axis--) {
          int extent = Math.toIntExact(extents[axis]);
          int index = rest % extent;
          rest /= extent;
          channel = axis == channelAxis ? index : channel;
          if (!summed.contains(axis)) {
            output += index * pitch;
            pitch *= extent;
          }
        }
        element.at(data.floatAt(i), channel, output);
      }
    }

    /// How many sums the weight takes part in.
    int outputs() {
      long[] extents = data.type().shape().extents();
      int outputs = 1;
      for (int axis = 0; axis < extents.length; axis++) {
        outputs *= summed.contains(axis) ? 1 : Math.toIntExact(extents[axis]);
      }
      return outputs;
    }
  }

  /// What is done with an element of a weight.
  interface Element {
    void at(float value, int channel, int output);
  }
}
