package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.exact.Multipliers;
import dev.halfbyte.quant.exact.Rational;
import dev.halfbyte.quant.integerize.Real.Scaled;
import dev.halfbyte.quant.norm.NormalizedRows;
import java.math.BigInteger;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/// Adds integer ops with their constants to the new program.
final class IntegerEmitter {
  private static final BigInteger LARGEST_NORMAL = BigInteger.ONE.shiftLeft(15);

  private final Rewriter copy;

  IntegerEmitter(Rewriter copy) {
    this.copy = copy;
  }

  /// `quantize(scaled)`; the codes themselves where nothing would change.
  Value requantize(Scaled input, ExactNumbers scale, Encoding.Affine encoding) {
    ExactNumbers ratios = input.scale().dividedBy(scale);
    boolean same =
        copy.type(input.integers()).elem().equals(new ElemType.CodeType(encoding))
            && ratios.values().stream().allMatch(Rational.ONE::equals);
    if (same) {
      return input.integers();
    }
    BigInteger bound = magnitude(input.range());
    int bits = encoding.storage().bits();
    List<Multipliers.Fixed> fixed =
        ratios.values().stream().map(r -> Multipliers.requantize(r, bits, bound)).toList();
    Value multiplier =
        perAxis(
            "multiplier", ElemType.S32, ratios, i -> fixed.get(i).multiplier(), input.integers());
    Value shift =
        perAxis("shift", ElemType.U8, ratios, i -> fixed.get(i).shift(), input.integers());
    return copy.add(new Requantize(input.integers(), multiplier, shift, encoding));
  }

  /// `quantize(left + right)` with one rounding.
  Value requantizeAdd(Scaled left, Scaled right, ExactNumbers scale, Encoding.Affine encoding) {
    ExactNumbers leftRatios = left.scale().dividedBy(scale);
    ExactNumbers rightRatios = right.scale().dividedBy(scale);
    Multipliers.Shared shared =
        Multipliers.share(
            List.of(
                new Multipliers.Operand(leftRatios.values(), magnitude(left.range())),
                new Multipliers.Operand(rightRatios.values(), magnitude(right.range()))),
            encoding.storage().bits());
    List<Long> leftMultipliers = shared.multipliers().getFirst();
    List<Long> rightMultipliers = shared.multipliers().getLast();
    Value like = left.integers();
    Value m1 = perAxis("multiplier", ElemType.S32, leftRatios, leftMultipliers::get, like);
    Value m2 = perAxis("multiplier", ElemType.S32, rightRatios, rightMultipliers::get, like);
    ExactNumbers one = ExactNumbers.of(Rational.ONE);
    Value shift = perAxis("shift", ElemType.U8, one, _ -> shared.shift(), like);
    return copy.add(new RequantizeAdd(left.integers(), m1, right.integers(), m2, shift, encoding));
  }

  /// `quantize(normal * factor + term)`.
  Value affine(
      NormalizedRows.Normal normal,
      ExactNumbers factor,
      ExactNumbers term,
      ExactNumbers scale,
      Encoding.Affine encoding) {
    ExactNumbers factors =
        factor
            .map(f -> f.scaleByPowerOfTwo(-normal.fractionBits()))
            .dividedBy(scale)
            .combine(term, (f, _) -> f);
    ExactNumbers terms = term.dividedBy(scale).combine(factors, (t, _) -> t);
    Multipliers.Affine integers =
        Multipliers.affine(
            factors.values(), terms.values(), LARGEST_NORMAL, encoding.storage().bits());
    Value wide = cast(normal.codes(), ElemType.S32);
    Value g = perAxis("norm.g", ElemType.S32, factors, integers.factors()::get, wide);
    Value b = perAxis("norm.b", ElemType.S32, terms, integers.terms()::get, wide);
    Value scaled = copy.builder().binary(Binary.Kind.MUL, wide, g);
    Value sum = copy.builder().binary(Binary.Kind.ADD, scaled, b);
    ExactNumbers one = ExactNumbers.of(Rational.ONE);
    Value multiplier = perAxis("multiplier", ElemType.S32, one, _ -> 1, sum);
    Value shift = perAxis("shift", ElemType.U8, one, _ -> integers.shift(), sum);
    return copy.add(new Requantize(sum, multiplier, shift, encoding));
  }

  /// Plain integers plus `bias`, given in units of the scale, one per channel.
  Scaled addBias(Scaled input, ExactNumbers bias, IntType type, Interval range) {
    Value wide = cast(input.integers(), type);
    Value constant =
        perAxis("bias", type, bias, i -> bias.values().get(i).round().longValueExact(), wide);
    return new Scaled(copy.builder().binary(Binary.Kind.ADD, wide, constant), input.scale(), range);
  }

  /// `max(integers, 0)` of plain integers.
  Scaled clampAtZero(Scaled input) {
    IntType type = ElemType.storage(copy.type(input.integers()).elem()).orElseThrow();
    ExactNumbers zero = ExactNumbers.of(Rational.ZERO);
    Value zeros = perAxis("zero", type, zero, _ -> 0, input.integers());
    Value clamped = copy.builder().binary(Binary.Kind.MAX, input.integers(), zeros);
    return new Scaled(clamped, input.scale(), input.range().max(Interval.ZERO));
  }

  /// `-integers`; codes are decoded by a product with -1.
  Scaled negate(Scaled input) {
    Interval range = input.range().negate();
    IntType type = Bounds.accumulator(range).orElseThrow();
    Value negated =
        copy.type(input.integers()).elem() instanceof ElemType.CodeType
            ? decoded(input.integers(), type)
            : copy.add(new Unary(Unary.Kind.NEG, cast(input.integers(), type)));
    return new Scaled(negated, input.scale(), range);
  }

  private Value decoded(Value codes, IntType type) {
    int rank = copy.type(codes).shape().rank();
    List<String> labels = IntStream.range(0, rank).mapToObj(i -> "a" + i).toList();
    ExactNumbers minusOne = ExactNumbers.of(Rational.of(-1));
    Value factors = perAxis("sign", ElemType.S8, minusOne, _ -> -1, codes);
    return copy.add(
        new Contract(codes, factors, new Einsum(labels, labels, labels), Order.SERIAL, type));
  }

  /// f32 again, at an output.
  Value dequantize(Scaled codes) {
    ExactNumbers scale = codes.scale();
    float[] values = new float[scale.values().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) scale.values().get(i).approximate();
    }
    Value constant = copy.constant("scale", Tensor.ofFloats(shape(scale), values));
    Shape whole = copy.type(codes.integers()).shape();
    Value placed = copy.builder().broadcast(constant, whole, scale.axes());
    return copy.add(new Dequantize(codes.integers(), placed));
  }

  /// An integer constant per index of the axes of `numbers`, repeated to the shape of `like`.
  private Value perAxis(
      String hint,
      IntType type,
      ExactNumbers numbers,
      ToLongFunction<Integer> element,
      Value like) {
    Tensor data =
        Tensor.generateInts(new TensorType(type, shape(numbers)), i -> element.applyAsLong(i));
    Value constant = copy.constant(hint, data);
    return copy.builder().broadcast(constant, copy.type(like).shape(), numbers.axes());
  }

  private static Shape shape(ExactNumbers numbers) {
    return new Shape(numbers.extents().stream().map(extent -> Dim.of(extent)).toList());
  }

  private Value cast(Value integers, IntType type) {
    return copy.type(integers).elem().equals(type) ? integers : copy.add(new Cast(integers, type));
  }

  private static BigInteger magnitude(Interval range) {
    return range.lo().abs().max(range.hi().abs());
  }
}
