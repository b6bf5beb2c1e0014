package dev.halfbyte.ir.range;

import dev.halfbyte.ir.ElemType;
import java.math.BigInteger;
import java.util.Optional;

/// All integers from `lo` to `hi`, both included; exact at any width.
public record Interval(BigInteger lo, BigInteger hi) {
  public static final Interval ZERO = of(0);

  public Interval {
    if (lo.compareTo(hi) > 0) {
      throw new IllegalArgumentException("empty interval " + lo + ".." + hi);
    }
  }

  public static Interval of(long value) {
    return of(value, value);
  }

  public static Interval of(long lo, long hi) {
    return new Interval(BigInteger.valueOf(lo), BigInteger.valueOf(hi));
  }

  /// Everything that `type` can hold.
  public static Interval of(ElemType.IntType type) {
    return of(type.min(), type.max());
  }

  public Interval plus(Interval other) {
    return new Interval(lo.add(other.lo), hi.add(other.hi));
  }

  public Interval negate() {
    return new Interval(hi.negate(), lo.negate());
  }

  public Interval minus(Interval other) {
    return plus(other.negate());
  }

  public Interval times(Interval other) {
    BigInteger a = lo.multiply(other.lo);
    BigInteger b = lo.multiply(other.hi);
    BigInteger c = hi.multiply(other.lo);
    BigInteger d = hi.multiply(other.hi);
    return new Interval(a.min(b).min(c.min(d)), a.max(b).max(c.max(d)));
  }

  /// Quotients rounded towards minus infinity; `divisor >= 1`.
  public Interval floorDiv(long divisor) {
    return new Interval(floorDiv(lo, divisor), floorDiv(hi, divisor));
  }

  private static BigInteger floorDiv(BigInteger value, long divisor) {
    BigInteger[] parts = value.divideAndRemainder(BigInteger.valueOf(divisor));
    return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  /// Quotients rounded down, of what is not negative by what is positive; the rest of both
  /// intervals is left out.
  public Interval floorDiv(Interval divisor) {
    BigInteger least = divisor.lo.max(BigInteger.ONE);
    BigInteger greatest = divisor.hi.max(BigInteger.ONE);
    return new Interval(
        lo.max(BigInteger.ZERO).divide(greatest), hi.max(BigInteger.ZERO).divide(least));
  }

  /// `x * 2^amount`; amounts are from 0 to 63.
  public Interval shiftLeft(Interval amount) {
    return times(
        new Interval(
            BigInteger.ONE.shiftLeft(amount.lo.intValueExact()),
            BigInteger.ONE.shiftLeft(amount.hi.intValueExact())));
  }

  /// `floor(x / 2^amount)`; amounts are from 0 to 63.
  public Interval shiftRight(Interval amount) {
    int least = amount.lo.intValueExact();
    int most = amount.hi.intValueExact();
    return new Interval(
        lo.shiftRight(least).min(lo.shiftRight(most)),
        hi.shiftRight(least).max(hi.shiftRight(most)));
  }

  /// `floor(sqrt(x))` of what is not negative.
  public Interval sqrt() {
    return new Interval(lo.max(BigInteger.ZERO).sqrt(), hi.max(BigInteger.ZERO).sqrt());
  }

  /// `floor(log2 x)`, 0 for what is below 1.
  public Interval leadingOne() {
    return of(lo.max(BigInteger.ONE).bitLength() - 1L, hi.max(BigInteger.ONE).bitLength() - 1L);
  }

  /// What both hold; absent where that is nothing.
  public Optional<Interval> intersect(Interval other) {
    BigInteger least = lo.max(other.lo);
    BigInteger greatest = hi.min(other.hi);
    return least.compareTo(greatest) <= 0
        ? Optional.of(new Interval(least, greatest))
        : Optional.empty();
  }

  /// The smallest interval that holds both.
  public Interval union(Interval other) {
    return new Interval(lo.min(other.lo), hi.max(other.hi));
  }

  public Interval max(Interval other) {
    return new Interval(lo.max(other.lo), hi.max(other.hi));
  }

  public Interval min(Interval other) {
    return new Interval(lo.min(other.lo), hi.min(other.hi));
  }

  public Interval abs() {
    if (lo.signum() >= 0) {
      return this;
    }
    return hi.signum() <= 0 ? negate() : new Interval(BigInteger.ZERO, hi.max(lo.negate()));
  }

  public boolean contains(Interval other) {
    return lo.compareTo(other.lo) <= 0 && hi.compareTo(other.hi) >= 0;
  }

  public boolean fits(ElemType.IntType type) {
    return of(type).contains(this);
  }

  public boolean isNonNegative() {
    return lo.signum() >= 0;
  }

  @Override
  public String toString() {
    return lo + ".." + hi;
  }
}
