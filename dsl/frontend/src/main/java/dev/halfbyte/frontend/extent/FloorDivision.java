package dev.halfbyte.frontend.extent;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Division of extents by constants, in canonical form.
final class FloorDivision {
  private FloorDivision() {}

  /// `floor(extent / divisor)`: multiples of the divisor leave the quotient, the rest is reduced by
  /// common factors.
  static Extent divide(Extent extent, long divisor) {
    if (divisor < 1) {
      throw new ArithmeticException("division by " + divisor);
    }
    if (divisor == 1) {
      return extent;
    }
    List<Term> whole = new ArrayList<>();
    List<Term> rest = new ArrayList<>();
    for (Term term : extent.terms()) {
      long quotient = Math.floorDiv(term.coefficient(), divisor);
      long remainder = Math.floorMod(term.coefficient(), divisor);
      whole.add(new Term(quotient, term.factors()));
      rest.add(new Term(remainder, term.factors()));
    }
    return new Extent(whole).plus(quotient(new Extent(rest), divisor));
  }

  /// The quotient of an extent whose coefficients are in `0 .. divisor - 1`.
  private static Extent quotient(Extent rest, long divisor) {
    if (rest.constant().isPresent()) {
      return Extent.ZERO;
    }
    long common = divisor;
    for (Term term : rest.terms()) {
      if (!term.isConstant()) {
        common = gcd(common, term.coefficient());
      }
    }
    if (common > 1) {
      long factor = common;
      List<Term> reduced =
          rest.terms().stream()
              .map(t -> new Term(Math.floorDiv(t.coefficient(), factor), t.factors()))
              .toList();
      return divide(new Extent(reduced), divisor / common);
    }
    Term first = rest.terms().getFirst();
    boolean nested = rest.terms().stream().allMatch(t -> t.equals(first) || t.isConstant());
    if (nested
        && first.coefficient() == 1
        && first.factors().size() == 1
        && first.factors().getFirst() instanceof Quotient(Extent dividend, long inner)) {
      Extent offset = rest.minus(new Extent(List.of(first))).times(inner);
      return divide(dividend.plus(offset), Math.multiplyExact(inner, divisor));
    }
    return new Extent(List.of(new Term(1, List.of(new Quotient(rest, divisor)))));
  }

  /// Whether every term is a multiple of `divisor`.
  static boolean isMultiple(Extent extent, long divisor) {
    BigInteger modulus = BigInteger.valueOf(divisor);
    for (Term term : extent.terms()) {
      BigInteger known = BigInteger.valueOf(term.coefficient());
      for (Factor factor : term.factors()) {
        known = known.multiply(BigInteger.valueOf(stepOf(factor)));
      }
      if (known.mod(modulus).signum() != 0) {
        return false;
      }
    }
    return true;
  }

  private static long stepOf(Factor factor) {
    return switch (factor) {
      case Dimension dimension -> dimension.step();
      case Quotient quotient -> 1;
    };
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
