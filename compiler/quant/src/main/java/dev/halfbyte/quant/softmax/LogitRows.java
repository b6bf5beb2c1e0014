package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Unary;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/// Rows of logits in a program under construction, with the integer ops that softmax forms are made
/// of.
///
/// Logits are fixed-point octaves: `code<s16>` with zero point 0, one unit is `ln 2 / 16`.
public final class LogitRows {
  /// Codes of logits.
  public static final Encoding.Affine ENCODING = new Encoding.Affine(ElemType.S16, 0);

  /// Units in a factor of two.
  public static final int OCTAVE = 16;

  /// The real value of a unit.
  public static final double UNIT = StrictMath.log(2) / OCTAVE;

  /// The longest row whose sums every form holds.
  public static final long LONGEST = 65536;

  private final ProgramBuilder builder;
  private final Value logits;
  private final Optional<Value> mask;
  private final Shape shape;
  private final long longest;

  /// @param logits codes of [#ENCODING]
  /// @param mask of the same shape, false where an element is absent
  /// @param longest the largest extent of the last axis, at most [#LONGEST]
  public LogitRows(ProgramBuilder builder, Value logits, Optional<Value> mask, long longest) {
    if (longest > LONGEST) {
      throw new IllegalArgumentException("rows of " + longest);
    }
    this.builder = builder;
    this.logits = logits;
    this.mask = mask;
    this.longest = longest;
    shape = builder.type(logits).shape();
  }

  /// The largest logit that takes part in each row, s16; the least s16 where none does.
  Value maximum() {
    return reduce(Reduce.Kind.MAX, cast(logits, ElemType.S16), ElemType.S16);
  }

  /// The logits themselves, s32.
  Value logits() {
    return cast(logits, ElemType.S32);
  }

  /// `clamp(maximum - logit, 0, limit)`, s32; an absent logit may exceed the maximum.
  Value distance(long limit) {
    Value top = repeat(cast(maximum(), ElemType.S32));
    return clamp(binary(Binary.Kind.SUB, top, logits()), 0, limit);
  }

  /// The sum over the elements of a row that take part.
  ///
  /// @param greatest the largest element; all are at least 0
  Value sum(Value terms, long greatest) {
    boolean narrow = Math.multiplyExact(greatest, Math.max(1, longest)) <= ElemType.S32.max();
    return reduce(Reduce.Kind.SUM, terms, narrow ? ElemType.S32 : ElemType.S64);
  }

  private Value reduce(Reduce.Kind kind, Value terms, IntType accumulator) {
    List<Integer> last = List.of(shape.rank() - 1);
    return builder.add(new Reduce(kind, terms, mask, last, Order.LANES16, accumulator));
  }

  /// A value of each row, at all its elements.
  Value repeat(Value ofRow) {
    List<Integer> axes = IntStream.range(0, shape.rank() - 1).boxed().toList();
    return builder.broadcast(ofRow, shape, axes);
  }

  /// `codes` where an element takes part, else the code of zero.
  Value present(Value codes) {
    if (mask.isEmpty()) {
      return codes;
    }
    ElemType elem = builder.type(codes).elem();
    long zero =
        elem instanceof ElemType.CodeType code ? code.encoding().zeroCode().orElseThrow() : 0;
    Tensor scalar = Tensor.generateInts(new TensorType(elem, Shape.SCALAR), _ -> zero);
    Value zeros = builder.broadcast(builder.constant("zero", scalar), shape, List.of());
    return builder.add(new Select(mask.get(), codes, zeros));
  }

  /// `table(i)` for integers `i` from 0 to 255.
  ///
  /// @param elem type of the entries
  Value lookup(Value integers, ElemType elem, IntToLongFunction table) {
    TensorType type = new TensorType(elem, Shape.of(256));
    Value entries = builder.constant("rom", Tensor.generateInts(type, table));
    return builder.add(new Lookup(cast(integers, ElemType.U8), entries));
  }

  /// Integers from 0 to 255 as codes of an affine encoding with zero point 0.
  Value asCodes(Value integers) {
    Encoding encoding = new Encoding.Affine(ElemType.U8, 0);
    return lookup(integers, new ElemType.CodeType(encoding), i -> i);
  }

  Value cast(Value integers, IntType type) {
    return builder.type(integers).elem().equals(type)
        ? integers
        : builder.add(new Cast(integers, type));
  }

  Value clamp(Value integers, long least, long greatest) {
    return binary(Binary.Kind.MIN, binary(Binary.Kind.MAX, integers, least), greatest);
  }

  Value unary(Unary.Kind kind, Value integers) {
    return builder.add(new Unary(kind, integers));
  }

  Value binary(Binary.Kind kind, Value left, Value right) {
    return builder.binary(kind, left, right);
  }

  /// With the same right operand everywhere.
  Value binary(Binary.Kind kind, Value left, long right) {
    return builder.binary(kind, left, number(right, left));
  }

  /// With the same left operand everywhere.
  Value binary(Binary.Kind kind, long left, Value right) {
    return builder.binary(kind, number(left, right), right);
  }

  private Value number(long literal, Value like) {
    TensorType type = new TensorType(builder.type(like).elem(), Shape.SCALAR);
    Value scalar = builder.constant("i", Tensor.generateInts(type, _ -> literal));
    return builder.broadcast(scalar, builder.type(like).shape(), List.of());
  }

  /// Codes of an affine encoding of 16 bits: `integers * multiplier / 2^shift`, half up.
  Value requantize(Value integers, long multiplier, int shift) {
    Value wide = cast(integers, ElemType.S64);
    TensorType m = new TensorType(ElemType.S32, Shape.SCALAR);
    TensorType s = new TensorType(ElemType.U8, Shape.SCALAR);
    Shape all = builder.type(wide).shape();
    Value factor =
        builder.broadcast(
            builder.constant("multiplier", Tensor.generateInts(m, _ -> multiplier)),
            all,
            List.of());
    Value amount =
        builder.broadcast(
            builder.constant("shift", Tensor.generateInts(s, _ -> shift)), all, List.of());
    return builder.add(new Requantize(wide, factor, amount, ENCODING));
  }
}
