package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.kernel.Variable.Kind;

/// An expression with what is known of its value.
///
/// @param masked whether it may be absent
record Value(Term term, Kind kind, Range range, boolean masked) {
  Value with(Term changed, Range changedRange) {
    return new Value(changed, kind, changedRange, masked);
  }

  static Value number(double number, Kind kind) {
    return new Value(Term.number(number), kind, new Range(number, number), false);
  }
}
