package dev.halfbyte.loop.lower;

import static dev.halfbyte.loop.lower.Expressions.add;
import static dev.halfbyte.loop.lower.Expressions.f32;
import static dev.halfbyte.loop.lower.Expressions.i32;
import static dev.halfbyte.loop.lower.Expressions.i64;
import static dev.halfbyte.loop.lower.Expressions.max;
import static dev.halfbyte.loop.lower.Expressions.min;
import static dev.halfbyte.loop.lower.Expressions.mul;
import static dev.halfbyte.loop.lower.Expressions.shl;
import static dev.halfbyte.loop.lower.Expressions.shr;
import static dev.halfbyte.loop.lower.Expressions.sub;
import static dev.halfbyte.loop.lower.Expressions.widen;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Buffer;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.source.CompilerBug;
import java.util.List;
import java.util.Optional;

/// Scalar forms of the quantized ops; formulas in numerics.md, section Quantized ops.
final class QuantizedOps {
  private static final float TIES_TO_EVEN = 0x1.8p23f;

  private final ProgramContext context;
  private final Access access;

  /// A decoded number and its multiplier.
  record Scaled(Expression value, Expression multiplier) {}

  QuantizedOps(ProgramContext context, Access access) {
    this.context = context;
    this.access = access;
  }

  Expression decode(Expression code, Encoding encoding) {
    return switch (encoding) {
      case Encoding.Affine affine -> sub(code, i32(affine.zeroPoint()));
      case Encoding.Table table -> {
        Buffer entries = context.constants.entries(table.entries());
        yield new Expression.Load(
            entries, new Address(Index.ZERO, Optional.of(code)), Optional.empty());
      }
    };
  }

  /// Clamped by `t >= lo ? t : lo`, so that NaN gives `lo`; adding and subtracting 1.5 * 2^23
  /// rounds to nearest even.
  Expression quantize(Body body, Expression x, Expression inverseScale, Encoding encoding) {
    Encoding.Affine affine = affine(encoding);
    float lo = affine.storage().min() - affine.zeroPoint();
    float hi = affine.storage().max() - affine.zeroPoint();
    Expression scaled = body.name("t", mul(x, inverseScale));
    Expression atLeast = body.name("t", keepIf(Expression.CompareKind.GE, scaled, f32(lo)));
    Expression inside = body.name("t", keepIf(Expression.CompareKind.LE, atLeast, f32(hi)));
    Expression shifted = add(inside, f32(TIES_TO_EVEN));
    Expression rounded = sub(shifted, f32(TIES_TO_EVEN));
    Expression number = new Expression.Convert(RegisterType.I32, rounded);
    return add(number, i32(affine.zeroPoint()));
  }

  private static Expression keepIf(
      Expression.CompareKind kind, Expression value, Expression limit) {
    return new Expression.Select(new Expression.Compare(kind, value, limit), value, limit);
  }

  Expression dequantize(Expression number, Expression scale) {
    return mul(new Expression.Convert(RegisterType.F32, number), scale);
  }

  Expression requantize(
      Body body, Expression number, Expression multiplier, Expression shift, Encoding encoding) {
    return rounded(body, product(new Scaled(number, multiplier)), shift, affine(encoding));
  }

  Expression requantizeAdd(
      Body body, Scaled left, Scaled right, Expression shift, Encoding encoding) {
    return rounded(body, add(product(left), product(right)), shift, affine(encoding));
  }

  private static Expression product(Scaled scaled) {
    return mul(
        widen(scaled.value(), RegisterType.I64), widen(scaled.multiplier(), RegisterType.I64));
  }

  /// `clamp(z + ((sum + 2^(shift-1)) >> shift))`, half up.
  private static Expression rounded(
      Body body, Expression sum, Expression shift, Encoding.Affine encoding) {
    Expression places = body.name("s", widen(shift, RegisterType.I64));
    Expression half = shl(i64(1), sub(places, i64(1)));
    Expression number = body.name("r", shr(add(sum, half), places));
    Expression code = add(number, i64(encoding.zeroPoint()));
    Expression clamped =
        min(max(code, i64(encoding.storage().min())), i64(encoding.storage().max()));
    return new Expression.Convert(RegisterType.I32, clamped);
  }

  /// `table[code - min code]`.
  Expression lookup(Lookup lookup, Expression code) {
    ElemType.IntType storage =
        ElemType.storage(context.type(lookup.operand()).elem()).orElseThrow();
    Storage table = access.alias(lookup.table());
    if (table.offset() != 0) {
      throw new CompilerBug("a table in activation form: " + lookup);
    }
    Index first = table.address(List.of(Index.of(-storage.min())));
    Expression entry =
        new Expression.Load(
            table.buffer(), new Address(first, Optional.of(code)), Optional.empty());
    return context.type(lookup.table()).elem() instanceof ElemType.BoolType
        ? new Expression.Compare(Expression.CompareKind.NE, entry, i32(0))
        : entry;
  }

  static Encoding.Affine affine(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Affine affine -> affine;
      case Encoding.Table table -> throw new CompilerBug("quantized to a table: " + table);
    };
  }
}
