package dev.halfbyte.testkit.kernel;

import java.util.Map;

/// A whole number over the dimensions of a kernel, in a form that makes equal ones equal mostly.
sealed interface Extent {
  /// A number.
  record Constant(long value) implements Extent {}

  /// A dimension with its bounds.
  record Dimension(String name, long least, long most) implements Extent {}

  /// `extent + offset`, the offset not 0.
  record Sum(Extent extent, long offset) implements Extent {}

  /// `left * right`.
  record Product(Extent left, Extent right) implements Extent {}

  /// `dividend / divisor`, rounded down.
  record Quotient(Extent dividend, long divisor) implements Extent {}

  static Extent of(long value) {
    return new Constant(value);
  }

  /// This many more.
  default Extent plus(long offset) {
    return switch (this) {
      case Constant(long value) -> of(value + offset);
      case Sum(Extent extent, long before) when before + offset == 0 -> extent;
      case Sum(Extent extent, long before) -> new Sum(extent, before + offset);
      case Dimension _, Product _, Quotient _ -> offset == 0 ? this : new Sum(this, offset);
    };
  }

  default Extent times(Extent other) {
    return this instanceof Constant(long left) && other instanceof Constant(long right)
        ? of(left * right)
        : new Product(this, other);
  }

  default Extent over(long divisor) {
    return this instanceof Constant(long value)
        ? of(Math.floorDiv(value, divisor))
        : divisor == 1 ? this : new Quotient(this, divisor);
  }

  default boolean isConstant() {
    return this instanceof Constant;
  }

  /// Whether it rounds anything down.
  default boolean hasQuotient() {
    return switch (this) {
      case Constant _, Dimension _ -> false;
      case Sum(Extent extent, long _) -> extent.hasQuotient();
      case Product(Extent left, Extent right) -> left.hasQuotient() || right.hasQuotient();
      case Quotient _ -> true;
    };
  }

  /// Its value for values of the dimensions.
  default long value(Map<String, Long> dims) {
    return switch (this) {
      case Constant(long value) -> value;
      case Dimension dimension -> dims.getOrDefault(dimension.name, dimension.least);
      case Sum(Extent extent, long offset) -> extent.value(dims) + offset;
      case Product(Extent left, Extent right) -> left.value(dims) * right.value(dims);
      case Quotient(Extent dividend, long divisor) -> Math.floorDiv(dividend.value(dims), divisor);
    };
  }

  /// The smallest value within the bounds of the dimensions, all of which only ever add.
  default long least() {
    return switch (this) {
      case Constant(long value) -> value;
      case Dimension dimension -> dimension.least;
      case Sum(Extent extent, long offset) -> extent.least() + offset;
      case Product(Extent left, Extent right) -> left.least() * right.least();
      case Quotient(Extent dividend, long divisor) -> Math.floorDiv(dividend.least(), divisor);
    };
  }

  /// The largest value within the bounds of the dimensions.
  default long most() {
    return switch (this) {
      case Constant(long value) -> value;
      case Dimension dimension -> dimension.most;
      case Sum(Extent extent, long offset) -> extent.most() + offset;
      case Product(Extent left, Extent right) -> left.most() * right.most();
      case Quotient(Extent dividend, long divisor) -> Math.floorDiv(dividend.most(), divisor);
    };
  }

  /// As written in a kernel.
  default String text() {
    return switch (this) {
      case Constant(long value) -> Long.toString(value);
      case Dimension dimension -> dimension.name;
      case Sum(Extent extent, long offset) ->
          extent.text() + (offset < 0 ? " - " : " + ") + Math.abs(offset);
      case Product(Extent left, Extent right) -> left.factor() + "*" + right.factor();
      case Quotient(Extent dividend, long divisor) -> dividend.factor() + "/" + divisor;
    };
  }

  private String factor() {
    return this instanceof Sum || this instanceof Quotient ? "(" + text() + ")" : text();
  }
}
