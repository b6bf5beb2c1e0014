package dev.halfbyte.frontend.extent;

/// `floor(dividend / divisor)`, not reducible to a polynomial.
///
/// @param divisor at least 2
public record Quotient(Extent dividend, long divisor) implements Factor {
  @Override
  public String toString() {
    boolean simple =
        dividend.terms().size() == 1
            && dividend.terms().getFirst().coefficient() == 1
            && dividend.terms().getFirst().factors().size() == 1;
    return (simple ? dividend.toString() : "(" + dividend + ")") + "/" + divisor;
  }
}
