package dev.halfbyte.quant.norm;

/// About what the elements of a row are measured.
public enum Moments {
  /// LayerNorm: distances from the mean.
  CENTERED,
  /// RMSNorm: distances from zero.
  RAW
}
