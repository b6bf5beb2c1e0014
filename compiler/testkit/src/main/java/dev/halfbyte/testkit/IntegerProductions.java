package dev.halfbyte.testkit;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.range.Interval;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Codes, integers and the requantizers between them.
final class IntegerProductions {
  private static final BigInteger LARGEST_OPERAND = BigInteger.ONE.shiftLeft(32);

  private IntegerProductions() {}

  /// An input of integers or codes, or a float input behind a quantizer.
  static void input(Workbench bench) {
    Shape shape =
        bench.choices().oneIn(3) ? FloatProductions.one(bench) : FloatProductions.two(bench);
    if (!bench.isSmall(shape)) {
      return;
    }
    ElemType elem =
        switch (bench.choices().below(3)) {
          case 0 -> new ElemType.CodeType(bench.affine(true));
          case 1 -> new ElemType.CodeType(bench.encoding());
          default -> bench.choices().pick(List.of(ElemType.S8, ElemType.S16, ElemType.S32));
        };
    bench.offer(bench.parameter(new TensorType(elem, shape), Parameter.Kind.INPUT));
  }

  static void quantizedInput(Workbench bench) {
    Shape shape = FloatProductions.two(bench);
    if (!bench.isSmall(shape)) {
      return;
    }
    Value x = bench.parameter(new TensorType(ElemType.F32, shape), Parameter.Kind.INPUT);
    Value scale =
        bench.broadcast(
            bench.constant(
                Tensor.ofFloats(Shape.SCALAR, bench.choices().pick(List.of(4f, 1f, 30f)))),
            shape);
    bench.add(new dev.halfbyte.ir.op.Quantize(x, scale, bench.affine(true)));
  }

  static void requantize(Workbench bench) {
    bench
        .find(Workbench::isStored)
        .filter(value -> magnitude(bench.decoded(value)).compareTo(LARGEST_OPERAND) <= 0)
        .ifPresent(value -> {
          Encoding.Affine encoding = bench.affine(true);
          Shape shape = bench.shape(value);
          int bits = magnitude(bench.decoded(value)).bitLength();
          Value multiplier = scales(bench, shape, ElemType.S32, 1 << 15, 1 << 15);
          int shift = Math.clamp(16L + bits - encoding.storage().bits(), 1, 44);
          Value shifts = scales(bench, shape, ElemType.U8, shift, 3);
          bench.add(new Requantize(value, multiplier, shifts, encoding));
        });
  }

  static void requantizeAdd(Workbench bench) {
    bench
        .find(Workbench::isStored)
        .ifPresent(left -> {
          Shape shape = bench.shape(left);
          Value right =
              bench
                  .find(type -> Workbench.isStored(type) && type.shape().equals(shape))
                  .orElse(left);
          int bits =
              Math.max(
                  magnitude(bench.decoded(left)).bitLength(),
                  magnitude(bench.decoded(right)).bitLength());
          if (bits > 33) {
            return;
          }
          Encoding.Affine encoding = bench.affine(true);
          int shift = Math.clamp(17L + bits - encoding.storage().bits(), 1, 44);
          bench.add(
              new RequantizeAdd(
                  left,
                  scales(bench, shape, ElemType.S32, 1 << 15, 1 << 15),
                  right,
                  scales(bench, shape, ElemType.S32, 1 << 15, 1 << 15),
                  scales(bench, shape, ElemType.U8, shift, 3),
                  encoding));
        });
  }

  static BigInteger magnitude(Interval interval) {
    return interval.lo().abs().max(interval.hi().abs());
  }

  /// Constants from `least` on, below `least + spread`: one for all, or one per last index.
  private static Value scales(Workbench bench, Shape shape, ElemType elem, int least, int spread) {
    boolean perChannel =
        shape.rank() > 0 && shape.dim(shape.rank() - 1).isFixed() && bench.choices().oneIn(3);
    if (!perChannel) {
      long value = (long) least + bench.choices().below(spread);
      Tensor scalar = Tensor.ofInts(new TensorType(elem, Shape.SCALAR), value);
      return bench.broadcast(bench.constant(scalar), shape);
    }
    Dim channels = shape.dim(shape.rank() - 1);
    SplittableRandom random = new SplittableRandom(bench.choices().below(1 << 16));
    Tensor vector =
        Tensor.generateInts(
            new TensorType(elem, new Shape(List.of(channels))),
            _ -> (long) least + random.nextInt(spread));
    return bench.alongLastAxis(bench.constant(vector), shape);
  }

  static void lookup(Workbench bench) {
    bench
        .find(type -> ElemType.storage(type.elem()).filter(s -> s.bits() <= 8).isPresent())
        .ifPresent(value -> {
          int bits = ElemType.storage(bench.type(value).elem()).orElseThrow().bits();
          boolean floats = bench.options().floats() && bench.choices().oneIn(4);
          ElemType elem = floats ? ElemType.F32 : new ElemType.CodeType(bench.encoding());
          Tensor table = bench.data().of(new TensorType(elem, Shape.of(1L << bits)));
          bench.add(new Lookup(value, bench.constant(table)));
        });
  }

  static void cast(Workbench bench) {
    bench
        .find(Workbench::isStored)
        .ifPresent(value -> {
          Interval values = bench.decoded(value);
          List<ElemType> wider = new ArrayList<>();
          for (ElemType.IntType to : List.of(ElemType.S32, ElemType.S64, ElemType.S16)) {
            if (values.fits(to)) {
              wider.add(to);
            }
          }
          if (bench.options().floats() && Workbench.isInteger(bench.type(value))) {
            wider.add(ElemType.F32);
          }
          if (!wider.isEmpty()) {
            bench.add(new Cast(value, bench.choices().pick(wider)));
          }
        });
  }

  static void arithmetic(Workbench bench) {
    bench
        .find(Workbench::isInteger)
        .ifPresent(left -> {
          List<Op> candidates = new ArrayList<>();
          Value right = bench.find(bench.type(left)::equals).orElse(left);
          for (Binary.Kind kind : Binary.Kind.values()) {
            if (kind != Binary.Kind.DIV && kind != Binary.Kind.SHL && kind != Binary.Kind.SHR) {
              candidates.add(new Binary(kind, left, right));
            }
          }
          candidates.add(new Unary(Unary.Kind.NEG, left));
          candidates.add(new Unary(Unary.Kind.ABS, left));
          Op op = bench.choices().pick(candidates);
          ElemType.IntType type = ElemType.storage(bench.type(left).elem()).orElseThrow();
          if (bench.exact(op).fits(type)) {
            bench.add(op);
          }
        });
  }

  /// Ops that are defined for some operands only, which are clamped to those.
  static void partial(Workbench bench) {
    bench
        .find(Workbench::isInteger)
        .ifPresent(value -> {
          ElemType.IntType type = ElemType.storage(bench.type(value).elem()).orElseThrow();
          Value right = bench.find(bench.type(value)::equals).orElse(value);
          switch (bench.choices().below(7)) {
            case 0 -> bench.add(new Unary(Unary.Kind.LEADING_ONE, value));
            case 1 -> {
              if (type.signed()) {
                bench.add(new Unary(Unary.Kind.NORMALIZE, value));
              }
            }
            case 2 -> bench.add(new Unary(Unary.Kind.SQRT, atLeast(bench, value, 0)));
            case 3 ->
                bench.add(
                    new Binary(
                        Binary.Kind.DIV, atLeast(bench, value, 0), atLeast(bench, right, 1)));
            case 4, 5 ->
                bench.add(
                    new Binary(Binary.Kind.SHR, value, amount(bench, right, type.bits() - 1)));
            default -> {
              Op shift = new Binary(Binary.Kind.SHL, value, amount(bench, right, 3));
              if (bench.exact(shift).fits(type)) {
                bench.add(shift);
              }
            }
          }
        });
  }

  private static Value atLeast(Workbench bench, Value value, long least) {
    return bench.add(new Binary(Binary.Kind.MAX, value, integers(bench, value, least)));
  }

  private static Value amount(Workbench bench, Value value, long most) {
    Value small = bench.add(new Binary(Binary.Kind.MIN, value, integers(bench, value, most)));
    return atLeast(bench, small, 0);
  }

  private static Value integers(Workbench bench, Value like, long literal) {
    Tensor scalar = Tensor.ofInts(new TensorType(bench.type(like).elem(), Shape.SCALAR), literal);
    return bench.broadcast(bench.constant(scalar), bench.shape(like));
  }

  static void dequantize(Workbench bench) {
    bench
        .find(Workbench::isStored)
        .ifPresent(value -> {
          float scale = bench.choices().pick(List.of(1f, 0.25f, 0.3f, 1e-3f));
          Value scales =
              bench.broadcast(
                  bench.constant(Tensor.ofFloats(Shape.SCALAR, scale)), bench.shape(value));
          bench.add(new Dequantize(value, scales));
        });
  }
}
