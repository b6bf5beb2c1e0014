package dev.halfbyte.ir.math;

import java.util.List;

/// Coefficients in ascending order of degree.
///
/// Evaluated by Horner's rule from the highest degree down, one fma per step: `p = c[d]; p = fma(p,
/// x, c[d-1]); ... p = fma(p, x, c[0])`.
public record Polynomial(List<Float> coefficients) {
  public Polynomial {
    coefficients = List.copyOf(coefficients);
    if (coefficients.isEmpty()) {
      throw new IllegalArgumentException("a polynomial has coefficients");
    }
  }

  static Polynomial of(Float... coefficients) {
    return new Polynomial(List.of(coefficients));
  }

  public int degree() {
    return coefficients.size() - 1;
  }
}
