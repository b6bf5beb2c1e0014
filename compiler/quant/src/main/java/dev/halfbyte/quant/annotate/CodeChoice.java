package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Encoding;

/// How a computed value is coded: real = `scale * T[code]`.
public record CodeChoice(Encoding.Affine encoding, float scale) {
  int bits() {
    return encoding.storage().bits();
  }
}
