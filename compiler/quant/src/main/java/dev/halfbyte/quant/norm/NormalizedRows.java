package dev.halfbyte.quant.norm;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.quant.exact.Rational;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Rows of codes brought to mean 0 and variance 1 in integers (numerics.md, section 8).
///
/// Neither the mean nor the variance is ever rounded: `n` and `V` are the distances and the
/// variance times the row's extent C, and C times C. Only the reciprocal root has an error, and `z`
/// is rounded once.
public final class NormalizedRows {
  /// Bits of the reciprocal root where results have more than 4 bits.
  public static final int WIDE_ROOT = 16;

  /// Bits of the reciprocal root where results have at most 4 bits.
  public static final int NARROW_ROOT = 12;

  private static final Encoding.Affine NORMAL = new Encoding.Affine(ElemType.S16, 0);

  private final RowArithmetic rows;
  private final Value distance;
  private final Value mantissa;
  private final Value exponent;
  private final Map<Integer, Normal> normals = new HashMap<>();

  private NormalizedRows(RowArithmetic rows, Value distance, Value variance) {
    this.rows = rows;
    this.distance = distance;
    Value leading = rows.apply(Unary.Kind.LEADING_ONE, variance);
    Value normalized = rows.apply(Unary.Kind.NORMALIZE, variance);
    exponent = rows.apply(Binary.Kind.SHR, leading, 1);
    Value twice = rows.apply(Binary.Kind.SHL, exponent, 1);
    Value even = rows.builder().add(new Compare(Compare.Kind.EQ, leading, twice));
    mantissa =
        rows.builder()
            .add(
                new Select(
                    even,
                    rows.apply(Binary.Kind.SHR, normalized, 32),
                    rows.apply(Binary.Kind.SHR, normalized, 31)));
  }

  /// Normalized rows.
  ///
  /// @param codes `code<s16>` of zero point 0; real value `codes / 2^fractionBits`
  public record Normal(Value codes, int fractionBits) {}

  /// Adds distances and variances of the rows of `codes` to a program.
  ///
  /// @param codes of an affine encoding, last axis of fixed extent
  /// @param scale the real value of one step
  /// @param epsilon what the float formula adds to the variance
  /// @return empty where 64 bits cannot be proven to hold the variance: rows of more than 65000
  ///   16-bit codes, or an `epsilon` far above the squares of all values that the codes can show
  public static Optional<NormalizedRows> of(
      ProgramBuilder builder, Value codes, Moments moments, Rational scale, float epsilon) {
    RowArithmetic rows = new RowArithmetic(builder, codes);
    BigInteger guard = guard(rows.extent(), scale, epsilon);
    Encoding encoding = ((ElemType.CodeType) builder.elem(codes)).encoding();
    Interval values = Interval.of(encoding.minDecoded(), encoding.maxDecoded());
    Interval sum = values.union(Interval.ZERO).times(Interval.of(rows.extent()));
    Interval squares = values.times(values).union(Interval.ZERO);
    Interval most = squares.times(Interval.of(rows.extent())).times(Interval.of(rows.extent()));
    Interval variance =
        most.minus(sum.times(sum)).plus(new Interval(BigInteger.ZERO, guard)).union(most);
    if (!variance.fits(ElemType.S64)) {
      return Optional.empty();
    }
    boolean narrow = sum.minus(sum).union(squares).fits(ElemType.S32);
    Value numbers = rows.cast(codes, narrow ? ElemType.S32 : ElemType.S64);
    return Optional.of(of(rows, numbers, moments, guard.longValueExact()));
  }

  /// `max(1, round(epsilon * C^2 / scale^2))`: epsilon in units of the variance.
  private static BigInteger guard(long extent, Rational scale, float epsilon) {
    Rational units = Rational.of(extent).dividedBy(scale);
    return Rational.of(epsilon).times(units).times(units).round().max(BigInteger.ONE);
  }

  private static NormalizedRows of(RowArithmetic rows, Value numbers, Moments moments, long guard) {
    Value scaled = rows.apply(Binary.Kind.MUL, numbers, rows.extent());
    Value squares = rows.sum(rows.apply(Binary.Kind.MUL, numbers, numbers), ElemType.S64);
    Value second = rows.apply(Binary.Kind.MUL, squares, rows.extent());
    return switch (moments) {
      case RAW -> new NormalizedRows(rows, scaled, guarded(rows, second, guard));
      case CENTERED -> {
        Value sum = rows.sum(numbers, (IntType) rows.builder().elem(numbers));
        Value distance = rows.apply(Binary.Kind.SUB, scaled, rows.repeat(sum));
        Value wide = rows.cast(sum, ElemType.S64);
        Value first = rows.apply(Binary.Kind.MUL, wide, wide);
        Value variance = rows.apply(Binary.Kind.SUB, second, first);
        yield new NormalizedRows(rows, distance, guarded(rows, variance, guard));
      }
    };
  }

  /// The maximum changes nothing, as variances are not negative; it tells that to range analysis.
  private static Value guarded(RowArithmetic rows, Value variance, long guard) {
    Value sum = rows.apply(Binary.Kind.ADD, variance, guard);
    return rows.apply(Binary.Kind.MAX, sum, 1);
  }

  /// Elements of a row.
  public long extent() {
    return rows.extent();
  }

  /// The normalized rows, computed once for each `rootBits`.
  ///
  /// @param rootBits [#WIDE_ROOT] or [#NARROW_ROOT]
  public Normal normal(int rootBits) {
    Normal known = normals.get(rootBits);
    if (known != null) {
      return known;
    }
    Normal made = make(rootBits);
    normals.put(rootBits, made);
    return made;
  }

  /// The most fraction bits with which `sqrt(C)` fits s16, but less than the root has bits.
  static int fractionBits(long extent, int rootBits) {
    int octaves = 64 - Long.numberOfLeadingZeros(extent - 1);
    return Math.min(15 - Math.ceilDiv(octaves, 2), rootBits - 1);
  }

  private Normal make(int rootBits) {
    int fractionBits = fractionBits(rows.extent(), rootBits);
    Value radicand =
        rows.apply(Binary.Kind.DIV, rows.splat(1L << (2 * rootBits + 30), mantissa), mantissa);
    Value root =
        rows.apply(Binary.Kind.MIN, rows.apply(Unary.Kind.SQRT, radicand), (1L << rootBits) - 1);
    Value shift = rows.apply(Binary.Kind.ADD, exponent, rootBits - fractionBits);
    Value codes =
        rows.builder()
            .add(
                new Requantize(
                    distance,
                    rows.repeat(rows.cast(root, ElemType.S32)),
                    rows.repeat(rows.cast(shift, ElemType.U8)),
                    NORMAL));
    return new Normal(codes, fractionBits);
  }
}
