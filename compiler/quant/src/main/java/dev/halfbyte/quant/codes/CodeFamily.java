package dev.halfbyte.quant.codes;

/// Which integer array `T` stands behind the codes of a value.
public sealed interface CodeFamily permits CodeFamily.Affine, ArrayFamily {
  CodeFamily AFFINE = new Affine();

  /// `T[c] = c - z`; the zero point comes from the range of the value.
  record Affine() implements CodeFamily {
    @Override
    public String toString() {
      return "affine";
    }
  }
}
