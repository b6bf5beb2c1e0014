package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.exact.Rational;
import dev.halfbyte.quant.integerize.Real.Divided;
import dev.halfbyte.quant.integerize.Real.Scaled;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// Requantizes quotients: one integer reciprocal for each row becomes the multiplier of its
/// elements.
///
/// For a denominator `D` with `e = floor(log2 D)` and `D = n * 2^(e-31)`, `2^31 <= n < 2^32`, the
/// reciprocal is `R = floor((2^47 - 1) / n)`, 16 bits, so that `1 / D ~ R / 2^(16+e)`. With the
/// ratio of scales `C / 2^s`, C of at most 16 bits, the multiplier is `(R * C) >> k` over the shift
/// `16 + e + s - k`; k is 16 for codes of at most 8 bits, else as small as 64 bits allow.
final class RowReciprocals {
  private static final int RECIPROCAL_BITS = 16;
  private static final int FACTOR_BITS = 16;
  private static final int NARROW_SHIFT = 46;
  private static final int WIDE_SHIFT = 62;
  private static final long NUMERATOR = (1L << 47) - 1;

  private final IntegerState state;
  private final Map<Value, Reciprocal> known = new HashMap<>();

  RowReciprocals(IntegerState state) {
    this.state = state;
  }

  /// @param mantissa s64, in `2^15 .. 2^16 - 1`
  /// @param exponent s64, `e`
  /// @param most the largest `e` that is proven
  private record Reciprocal(Value mantissa, Value exponent, int most) {}

  /// The constant half of a requantizer: factors over one shift, and how far products are shifted.
  private record Plan(ExactNumbers factors, int shift, int drop) {}

  Value requantize(Divided input, ExactNumbers scale, Encoding.Affine encoding) {
    Scaled numerator = input.numerator();
    Reciprocal reciprocal = reciprocal(input.denominators());
    Plan plan = plan(numerator, scale, encoding, reciprocal.most);
    boolean uniform = plan.factors.axes().isEmpty();
    Value mantissa =
        uniform ? reciprocal.mantissa : state.copy.add(new View(reciprocal.mantissa, input.rows()));
    Value factors = constant(ElemType.S64, plan.factors, state.copy.type(mantissa).shape());
    Value product = binary(Binary.Kind.MUL, mantissa, factors);
    Value multiplier = cast(binary(Binary.Kind.SHR, product, plan.drop), ElemType.S32);
    Value shift =
        cast(
            binary(Binary.Kind.ADD, reciprocal.exponent, RECIPROCAL_BITS + plan.shift - plan.drop),
            ElemType.U8);
    return state.copy.add(
        new Requantize(
            numerator.integers(),
            uniform ? state.copy.add(new View(multiplier, input.rows())) : multiplier,
            state.copy.add(new View(shift, input.rows())),
            encoding));
  }

  private Reciprocal reciprocal(Value denominators) {
    Reciprocal existing = known.get(denominators);
    if (existing != null) {
      return existing;
    }
    Interval range = state.bounds.of(denominators, state.copy);
    Value wide = cast(denominators, ElemType.S64);
    Value exponent = state.copy.add(new Unary(Unary.Kind.LEADING_ONE, wide));
    Value normal = state.copy.add(new Unary(Unary.Kind.NORMALIZE, wide));
    // The top bit of 64 is the sign, so bit 62 is set; 32 bits of it are the mantissa.
    Value mantissa = binary(Binary.Kind.SHR, normal, 31);
    ExactNumbers numerator = ExactNumbers.of(Rational.of(NUMERATOR));
    Value dividend = constant(ElemType.S64, numerator, state.copy.type(wide).shape());
    Value quotient = binary(Binary.Kind.DIV, dividend, mantissa);
    int most = range.hi().bitLength() - 1;
    Reciprocal made = new Reciprocal(quotient, exponent, most);
    known.put(denominators, made);
    return made;
  }

  private static Plan plan(
      Scaled numerator, ExactNumbers scale, Encoding.Affine encoding, int most) {
    boolean narrow = encoding.storage().bits() <= 8;
    ExactNumbers ratios = numerator.scale().dividedBy(scale);
    // Without rows there are no factors, and any plan will do.
    Rational largest = ratios.values().stream().max(Comparator.naturalOrder()).orElse(Rational.ONE);
    int fitting = FACTOR_BITS - 1 - largest.floorLog2();
    int drop = narrow ? RECIPROCAL_BITS : drop(numerator.range());
    int limit = (narrow ? NARROW_SHIFT : WIDE_SHIFT) - most - RECIPROCAL_BITS + drop;
    int shift = Math.clamp(Math.min(fitting, limit), drop - RECIPROCAL_BITS + 1, limit);
    BigInteger greatest = BigInteger.ONE.shiftLeft(FACTOR_BITS).subtract(BigInteger.ONE);
    ExactNumbers factors =
        ratios.map(
            r -> new Rational(r.scaleByPowerOfTwo(shift).round().min(greatest), BigInteger.ONE));
    return new Plan(factors, shift, drop);
  }

  /// The least drop with which the product of a numerator and a multiplier stays below `2^62`.
  private static int drop(Interval numerators) {
    int bits = numerators.lo().abs().max(numerators.hi().abs()).bitLength();
    return Math.clamp(bits + RECIPROCAL_BITS + FACTOR_BITS - WIDE_SHIFT, 1, RECIPROCAL_BITS);
  }

  private Value constant(IntType type, ExactNumbers numbers, Shape shape) {
    Shape own = new Shape(numbers.extents().stream().map(extent -> Dim.of(extent)).toList());
    Tensor data =
        Tensor.generateInts(
            new TensorType(type, own), i -> numbers.values().get(i).round().longValueExact());
    Value constant = state.copy.constant("factor", data);
    return state.copy.builder().broadcast(constant, shape, numbers.axes());
  }

  private Value binary(Binary.Kind kind, Value left, long right) {
    ExactNumbers number = ExactNumbers.of(Rational.of(right));
    return binary(kind, left, constant(ElemType.S64, number, state.copy.type(left).shape()));
  }

  private Value binary(Binary.Kind kind, Value left, Value right) {
    return state.copy.add(new Binary(kind, left, right));
  }

  private Value cast(Value integers, IntType type) {
    return state.copy.type(integers).elem().equals(type)
        ? integers
        : state.copy.add(new Cast(integers, type));
  }
}
