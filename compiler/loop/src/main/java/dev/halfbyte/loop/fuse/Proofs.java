package dev.halfbyte.loop.fuse;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.range.DimBounds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What holds of extents for all admissible values of the dims; "no" may mean "not known".
final class Proofs {
  private final DimBounds bounds;
  private final Map<Dim, Boolean> known = new HashMap<>();

  Proofs(Collection<DimDeclaration> dims) {
    this.bounds = new DimBounds(dims);
  }

  boolean nonNegative(Dim dim) {
    return dim.isFixed()
        ? dim.fixed() >= 0
        : known.computeIfAbsent(
            dim, d -> least(d).signum() >= 0 || least(withoutQuotients(d)).signum() >= 0);
  }

  /// `a <= b`.
  boolean atMost(Dim a, Dim b) {
    return nonNegative(b.minus(a));
  }

  /// The greatest value, where it fits 63 bits.
  Optional<Long> most(Dim dim) {
    return Optional.of(bounds.of(dim).hi())
        .filter(hi -> hi.bitLength() < Long.SIZE)
        .map(BigInteger::longValueExact);
  }

  private BigInteger least(Dim dim) {
    return bounds.of(dim).lo();
  }

  /// A lower bound without quotients where coefficients are multiples of the denominator and the
  /// other factors are not negative: `d * floor(x / d)` lies between `x - d + 1` and `x`.
  private Dim withoutQuotients(Dim dim) {
    Dim sum = Dim.ZERO;
    for (Dim.Term term : dim.terms()) {
      sum = sum.plus(withoutQuotient(term));
    }
    return sum;
  }

  private Dim withoutQuotient(Dim.Term term) {
    for (int i = 0; i < term.factors().size(); i++) {
      if (term.factors().get(i) instanceof Dim.Quotient(Dim numerator, long denominator)
          && term.coefficient() % denominator == 0) {
        List<Dim.Factor> others = new ArrayList<>(term.factors());
        others.remove(i);
        if (least(new Dim(List.of(new Dim.Term(1, others)))).signum() < 0) {
          continue;
        }
        Dim rest = new Dim(List.of(new Dim.Term(term.coefficient() / denominator, others)));
        boolean positive = term.coefficient() > 0;
        Dim low = positive ? numerator.minus(Dim.of(denominator - 1)) : numerator;
        return low.times(rest);
      }
    }
    return new Dim(List.of(term));
  }
}
