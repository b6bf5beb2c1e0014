package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.List;

/// Signs and zero: -1, 0, +1 (Li, Zhang and Liu, Ternary Weight Networks, 2016); the fourth code,
/// which is never made, is 0 too.
///
/// Values of less than half a scale become 0, so that the scale of least squared error is the mean
/// magnitude of all others.
public record TernaryFamily() implements TableFamily {
  @Override
  public boolean hasWidth(int bits) {
    return bits == 2;
  }

  @Override
  public boolean signed() {
    return true;
  }

  /// The two bits of three signs may be called signed.
  @Override
  public boolean takes(IntType storage) {
    return hasWidth(storage.bits());
  }

  @Override
  public boolean fewCodes() {
    return true;
  }

  @Override
  public Encoding.Table table(int bits) {
    if (!hasWidth(bits)) {
      throw new IllegalArgumentException("ternary of " + bits + " bits");
    }
    return new Encoding.Table(new IntType(2, false), List.of(-1L, 0L, 1L, 0L));
  }

  @Override
  public String toString() {
    return "ternary";
  }
}
