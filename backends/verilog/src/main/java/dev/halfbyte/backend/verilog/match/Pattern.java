package dev.halfbyte.backend.verilog.match;

import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Unary;
import java.util.Optional;

/// What a value is computed by: a formula with named holes, as data.
///
/// Integer casts and views that change nothing are not part of a formula, and operands of `add`,
/// `mul`, `max` and `min` may change places.
sealed interface Pattern {

  /// Any value, the same one wherever the name stands.
  record Any(String name) implements Pattern {}

  /// An integer constant, the same one everywhere and wherever the name stands.
  record Uniform(String name) implements Pattern {}

  /// This integer, everywhere.
  record Exactly(long number) implements Pattern {}

  /// A constant that may differ from element to element.
  record Constant(String name) implements Pattern {}

  /// The numbers that codes stand for.
  record Decoded(Pattern codes) implements Pattern {}

  /// An operation on each element.
  record Each(Unary.Kind kind, Pattern operand) implements Pattern {}

  /// `normalize` of integers of so many bits, on which its result depends.
  record Normalized(int bits, Pattern operand) implements Pattern {}

  /// An operation on two elements.
  record Both(Binary.Kind kind, Pattern left, Pattern right) implements Pattern {}

  /// `then` where two values are equal.
  record WhereEqual(Pattern left, Pattern right, Pattern then, Pattern otherwise)
      implements Pattern {}

  /// `then` where a mask is true.
  record WherePresent(Pattern mask, Pattern then, Pattern otherwise) implements Pattern {}

  /// A reduction along the last axis.
  ///
  /// @param mask what takes part; empty for all
  record OfRow(Reduce.Kind kind, Pattern operand, Optional<Pattern> mask) implements Pattern {}

  /// A value of each row, at all elements of the row.
  record Repeated(Pattern ofRow) implements Pattern {}

  /// A value whose elements may have been moved and repeated in any way.
  record Moved(Pattern source) implements Pattern {}

  /// A requantization.
  record Scaled(Pattern operand, Pattern multiplier, Pattern shift) implements Pattern {}

  /// The entries of a constant table.
  record Entry(Pattern index, String table) implements Pattern {}

  static Pattern any(String name) {
    return new Any(name);
  }

  static Pattern number(String name) {
    return new Uniform(name);
  }

  static Pattern plus(Pattern left, Pattern right) {
    return new Both(Binary.Kind.ADD, left, right);
  }

  static Pattern minus(Pattern left, Pattern right) {
    return new Both(Binary.Kind.SUB, left, right);
  }

  static Pattern times(Pattern left, Pattern right) {
    return new Both(Binary.Kind.MUL, left, right);
  }

  static Pattern over(Pattern left, Pattern right) {
    return new Both(Binary.Kind.DIV, left, right);
  }

  static Pattern shiftedLeft(Pattern left, long bits) {
    return new Both(Binary.Kind.SHL, left, new Exactly(bits));
  }

  static Pattern shiftedRight(Pattern left, Pattern bits) {
    return new Both(Binary.Kind.SHR, left, bits);
  }

  static Pattern shiftedRight(Pattern left, long bits) {
    return shiftedRight(left, new Exactly(bits));
  }

  static Pattern atLeast(Pattern value, long least) {
    return new Both(Binary.Kind.MAX, value, new Exactly(least));
  }

  static Pattern atMost(Pattern value, long most) {
    return new Both(Binary.Kind.MIN, value, new Exactly(most));
  }

  static Pattern leadingOne(Pattern value) {
    return new Each(Unary.Kind.LEADING_ONE, value);
  }

  static Pattern sum(Pattern operand, Optional<Pattern> mask) {
    return new OfRow(Reduce.Kind.SUM, operand, mask);
  }
}
