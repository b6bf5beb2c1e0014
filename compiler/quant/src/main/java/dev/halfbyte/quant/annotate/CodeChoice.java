package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.softmax.LogitRows;
import java.util.Optional;

/// How a computed value is coded: real = `scale * T[code]`.
///
/// @param table further codes, of which each affine code becomes the nearest
public record CodeChoice(Encoding.Affine encoding, float scale, Optional<Entries> table) {
  /// Fixed-point octaves, for a softmax.
  static final CodeChoice LOGITS = new CodeChoice(LogitRows.ENCODING, (float) LogitRows.UNIT);

  /// Affine codes.
  public CodeChoice(Encoding.Affine encoding, float scale) {
    this(encoding, scale, Optional.empty());
  }

  /// Codes of a table: real = `scale * T[code]`.
  public record Entries(Encoding.Table encoding, float scale) {}

  int bits() {
    return encoding.storage().bits();
  }

  /// The codes that are read.
  Encoding read() {
    return table.<Encoding>map(Entries::encoding).orElse(encoding);
  }

  float readScale() {
    return table.map(Entries::scale).orElse(scale);
  }

  ElemType readType() {
    return new ElemType.CodeType(read());
  }
}
