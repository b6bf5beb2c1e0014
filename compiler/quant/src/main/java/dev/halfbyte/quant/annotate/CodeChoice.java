package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.quant.softmax.LogitRows;
import java.util.List;
import java.util.Optional;

/// How a computed value is coded: real = `scale * T[code]`.
///
/// @param scale of one step; the largest of all where they differ
/// @param table further codes, of which each affine code becomes the nearest
/// @param indexed scales that differ along an axis
public record CodeChoice(
    Encoding.Affine encoding, float scale, Optional<Entries> table, Optional<Indexed> indexed) {
  /// Fixed-point octaves, for a softmax.
  static final CodeChoice LOGITS = new CodeChoice(LogitRows.ENCODING, (float) LogitRows.UNIT);

  /// Affine codes.
  public CodeChoice(Encoding.Affine encoding, float scale) {
    this(encoding, scale, Optional.empty(), Optional.empty());
  }

  /// Affine codes that a table reads.
  CodeChoice(Encoding.Affine encoding, float scale, Optional<Entries> table) {
    this(encoding, scale, table, Optional.empty());
  }

  /// Affine codes with a scale for each index of `axis`.
  static CodeChoice indexed(Encoding.Affine encoding, int axis, List<Float> scales) {
    float largest = scales.stream().max(Float::compare).orElse(1f);
    return new CodeChoice(
        encoding, largest, Optional.empty(), Optional.of(new Indexed(axis, scales)));
  }

  /// A scale for each index of an axis of the coded value.
  public record Indexed(int axis, List<Float> scales) {
    public Indexed {
      scales = List.copyOf(scales);
    }
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
