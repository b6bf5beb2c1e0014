package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.passes.rewrite.Rewriter;
import java.util.List;

/// Codes times a power of two for each channel, exactly: `sum w 2^a q = sum w (q << a)`, so weights
/// keep their codes and their bits, and the contraction stays one.
final class ShiftedCodes {
  private ShiftedCodes() {}

  /// `requantize(codes, 2^(a+1), 1)`: the rounding of a whole number is no rounding.
  ///
  /// @param wide what holds all shifted codes
  static Value add(Rewriter copy, Value codes, ChannelScales scales, Encoding.Affine wide) {
    Shape shape = copy.type(codes).shape();
    Shape channels = Shape.of(scales.ratios().size());
    Tensor factors =
        Tensor.generateInts(
            new TensorType(ElemType.S32, channels), c -> 2L << scales.shift(Math.toIntExact(c)));
    Tensor one = Tensor.generateInts(new TensorType(ElemType.U8, Shape.of()), _ -> 1);
    List<Integer> last = List.of(shape.rank() - 1);
    Value multiplier = copy.builder().broadcast(copy.constant("power", factors), shape, last);
    Value shift = copy.builder().broadcast(copy.constant("shift", one), shape, List.of());
    return copy.add(new Requantize(codes, multiplier, shift, wide));
  }
}
