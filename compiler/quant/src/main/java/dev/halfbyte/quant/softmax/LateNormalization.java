package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.quant.codes.NearestCode;
import java.util.Optional;

/// `norm late`: codes relative to the maximum of the row, divided by the sum of their own numbers
/// after the contraction, so that the weights of a row add up to one whatever the codes lost.
///
/// @param encoding gives no negative number to any element
/// @param one the number that the largest element of a row should have
public record LateNormalization(Encoding encoding, long one) implements SoftmaxForm {
  /// With the largest number for the largest element.
  public LateNormalization(Encoding encoding) {
    this(encoding, NearestCode.largest(encoding));
  }

  @Override
  public Probabilities build(LogitRows rows) {
    Rom rom = Rom.codes(encoding, one);
    Value codes = rows.present(rom.at(rows, rows.distance(Rom.LAST)));
    Value numbers = rows.cast(codes, ElemType.S16);
    Value sum = rows.sum(numbers, NearestCode.largest(encoding));
    return new Probabilities(codes, 1f, Optional.of(rows.binary(Binary.Kind.MAX, sum, 1)));
  }

  @Override
  public String normalization() {
    return "after the contraction, by one integer reciprocal for each row";
  }
}
