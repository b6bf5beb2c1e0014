package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import java.util.List;

/// Signs: -1 and +1 (Rastegari et al., XNOR-Net, ECCV 2016). There is no zero, so nothing that is
/// padded has such codes; 0 itself becomes -1.
///
/// The scale of least squared error is the mean magnitude of the values.
public record BinaryFamily() implements TableFamily {
  @Override
  public boolean hasWidth(int bits) {
    return bits == 1;
  }

  @Override
  public boolean signed() {
    return true;
  }

  @Override
  public boolean fewCodes() {
    return true;
  }

  @Override
  public Encoding.Table table(int bits) {
    if (!hasWidth(bits)) {
      throw new IllegalArgumentException("binary of " + bits + " bits");
    }
    return new Encoding.Table(new IntType(1, false), List.of(-1L, 1L));
  }

  @Override
  public String toString() {
    return "binary";
  }
}
