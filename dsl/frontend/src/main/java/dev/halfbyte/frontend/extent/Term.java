package dev.halfbyte.frontend.extent;

import java.util.List;
import java.util.stream.Collectors;

/// `coefficient * factor * factor ...`; without factors it is a constant.
///
/// @param coefficient never 0 within an [Extent]
/// @param factors in the order of their text
public record Term(long coefficient, List<Factor> factors) {
  /// Copies the factors.
  public Term {
    factors = List.copyOf(factors);
  }

  /// Whether there are no factors.
  public boolean isConstant() {
    return factors.isEmpty();
  }

  /// The factors as text, the sort key within an [Extent].
  String key() {
    return factors.stream().map(Factor::toString).collect(Collectors.joining("*"));
  }

  /// The term without its sign.
  String magnitude() {
    long absolute = Math.abs(coefficient);
    if (isConstant()) {
      return Long.toString(absolute);
    }
    return absolute == 1 ? key() : absolute + "*" + key();
  }
}
