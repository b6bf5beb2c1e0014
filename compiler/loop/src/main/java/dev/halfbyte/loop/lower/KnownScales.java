package dev.halfbyte.loop.lower;

import static dev.halfbyte.loop.lower.Expressions.add;
import static dev.halfbyte.loop.lower.Expressions.i32;
import static dev.halfbyte.loop.lower.Expressions.i64;
import static dev.halfbyte.loop.lower.Expressions.max;
import static dev.halfbyte.loop.lower.Expressions.min;
import static dev.halfbyte.loop.lower.Expressions.mul;
import static dev.halfbyte.loop.lower.Expressions.shl;
import static dev.halfbyte.loop.lower.Expressions.shr;
import static dev.halfbyte.loop.lower.Expressions.widen;

import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.RegisterType;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Requantization by scales that are known at build time, as [ScaleEntry] has it: one addition for
/// bias, rounding and zero point, and all behind the product in 32 bits.
final class KnownScales {
  private static final long LARGEST_NUMBER = 1L << 31;

  private final ProgramContext context;
  private final Access access;
  private final Elements elements;

  KnownScales(ProgramContext context, Access access, Elements elements) {
    this.context = context;
    this.access = access;
    this.elements = elements;
  }

  /// The code of element `at`, or nothing where the op has to be computed as it stands.
  Optional<Expression> requantize(Body body, Requantize op, List<Index> at) {
    Encoding.Affine encoding = QuantizedOps.affine(op.encoding());
    return product(body, op.operand(), op.multiplier(), op.shift(), encoding, at)
        .map(product -> clamped(product.rounded(body), encoding));
  }

  /// The same of a sum one of whose operands is scaled by an integer, which stays out of the
  /// rounding.
  Optional<Expression> requantizeAdd(Body body, RequantizeAdd op, List<Index> at) {
    Sum sum = new Sum(op.left(), op.leftMultiplier(), op.right(), op.rightMultiplier());
    return add(body, op, sum, at).or(() -> add(body, op, sum.swapped(), at));
  }

  /// Operands of a sum and their multipliers; `whole` is the one to be scaled by an integer.
  private record Sum(Value whole, Value wholeMultiplier, Value other, Value otherMultiplier) {
    Sum swapped() {
      return new Sum(other, otherMultiplier, whole, wholeMultiplier);
    }
  }

  private Optional<Expression> add(Body body, RequantizeAdd op, Sum sum, List<Index> at) {
    Encoding.Affine encoding = QuantizedOps.affine(op.encoding());
    Optional<Long> factor = factor(sum.wholeMultiplier, op.shift(), at);
    if (factor.isEmpty() || !isNarrow(sum.whole)) {
      return Optional.empty();
    }
    long most = largest(sum.whole).longValueExact() * factor.get();
    return product(body, sum.other, sum.otherMultiplier, op.shift(), encoding, at)
        .filter(product -> most + product.most() < LARGEST_NUMBER)
        .map(product -> {
          Expression whole = elements.decoded(body, sum.whole, at);
          Expression scaled = factor.get() == 1 ? whole : mul(whole, i32(factor.get()));
          return clamped(Expressions.add(product.rounded(body), scaled), encoding);
        });
  }

  /// `multiplier / 2^shift` where that is the same small integer for all elements.
  private Optional<Long> factor(Value multiplier, Value shift, List<Index> at) {
    Optional<Long> m = access.constant(multiplier, at).flatMap(ConstantRead::uniform);
    Optional<Long> s = access.constant(shift, at).flatMap(ConstantRead::uniform);
    if (m.isEmpty() || s.isEmpty() || m.get() % (1L << s.get()) != 0) {
      return Optional.empty();
    }
    return Optional.of(m.get() >> s.get()).filter(factor -> 0 < factor && factor < Byte.MAX_VALUE);
  }

  private static Expression clamped(Expression number, Encoding.Affine encoding) {
    return min(max(number, i32(encoding.storage().min())), i32(encoding.storage().max()));
  }

  /// The high half of a scaled number and its addend.
  ///
  /// @param places by which it is still shifted
  /// @param most no rounded result is larger in magnitude
  private record Product(Expression high, Expression places, long most) {
    Expression rounded(Body body) {
      return body.name("r", shr(high, places));
    }
  }

  /// `(number * multiplier + addend) >> 32`; where no bit is lost by it, the addend comes behind
  /// the shift, or the shift is all that there is of a multiplier.
  private Expression high(Body body, ScaleTable table, Expression number, BigInteger largest) {
    OptionalInt power = table.power(largest);
    if (power.isPresent()) {
      Expression addend = table.read(context.constants, body, ScaleTable.Column.SHORT_ADDEND);
      return shr(Expressions.add(number, addend), i32(Integer.SIZE - power.getAsInt()));
    }
    Expression multiplier = table.read(context.constants, body, ScaleTable.Column.MULTIPLIER);
    Expression addend = table.read(context.constants, body, ScaleTable.Column.ADDEND);
    Expression product = mul(widen(number, RegisterType.I64), widen(multiplier, RegisterType.I64));
    if (addend instanceof Expression.Constant constant && (int) constant.bits() == 0) {
      long above = constant.bits() >> Integer.SIZE;
      return Expressions.add(upper(product), i32(above));
    }
    return upper(Expressions.add(product, addend));
  }

  private static Expression upper(Expression wide) {
    return new Expression.Convert(RegisterType.I32, shr(wide, i64(Integer.SIZE)));
  }

  private Optional<Product> product(
      Body body,
      Value operand,
      Value multiplier,
      Value shift,
      Encoding.Affine encoding,
      List<Index> at) {
    Optional<ConstantRead> m = access.constant(multiplier, at);
    Optional<ConstantRead> s = access.constant(shift, at);
    if (m.isEmpty() || s.isEmpty() || !isNarrow(operand)) {
      return Optional.empty();
    }
    Biased plain = new Biased(operand, Optional.empty());
    return biased(body, operand, at)
        .flatMap(biased -> product(body, biased, m.get(), s.get(), encoding, at))
        .or(() -> product(body, plain, m.get(), s.get(), encoding, at));
  }

  private Optional<Product> product(
      Body body,
      Biased operand,
      ConstantRead multiplier,
      ConstantRead shift,
      Encoding.Affine encoding,
      List<Index> at) {
    BigInteger largest = largest(operand.number);
    return ScaleTable.of(multiplier, shift, operand.bias, encoding.zeroPoint(), largest)
        .map(table -> {
          Expression number = shl(elements.decoded(body, operand.number, at), i32(table.up()));
          return new Product(
              high(body, table, number, largest),
              table.read(context.constants, body, ScaleTable.Column.PLACES),
              table.most());
        });
  }

  /// A number, and the constant that is added to it before it is scaled.
  private record Biased(Value number, Optional<ConstantRead> bias) {}

  /// The operand as a sum with a constant, where nobody else wants that sum.
  private Optional<Biased> biased(Body body, Value operand, List<Index> at) {
    boolean inline = context.grouping.of(operand) instanceof Placement.Inline;
    if (!inline
        || body.find(operand, at).isPresent()
        || !(context.definition(operand).orElseThrow().op() instanceof Binary sum)
        || sum.kind() != Binary.Kind.ADD) {
      return Optional.empty();
    }
    return biased(sum.left(), sum.right(), at).or(() -> biased(sum.right(), sum.left(), at));
  }

  private Optional<Biased> biased(Value number, Value bias, List<Index> at) {
    return isNarrow(number)
        ? access.constant(bias, at).map(read -> new Biased(number, Optional.of(read)))
        : Optional.empty();
  }

  private BigInteger largest(Value number) {
    return context
        .ranges
        .decoded(number)
        .map(range -> range.lo().abs().max(range.hi().abs()))
        .orElse(BigInteger.valueOf(LARGEST_NUMBER));
  }

  private boolean isNarrow(Value value) {
    return Registers.of(context.type(value).elem()) == RegisterType.I32;
  }
}
