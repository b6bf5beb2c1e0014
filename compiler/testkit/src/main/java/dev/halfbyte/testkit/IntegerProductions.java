package dev.halfbyte.testkit;

import dev.halfbyte.ir.ElemType;
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
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.range.Interval;
import java.util.ArrayList;
import java.util.List;

/// Codes, integers and the requantizers between them.
final class IntegerProductions {
  private static final List<Float> INVERSES = List.of(2f, 4f, 1f, 30f, 0f, 0.3f, 1e30f);
  private static final List<Float> SCALES = List.of(1f, 0.25f, 0.3f, 1e-3f, 0x1p-140f);

  private IntegerProductions() {}

  /// An input of integers or codes, or a float input behind a quantizer.
  static void input(Workbench bench) {
    Shape shape = FloatProductions.any(bench);
    if (!bench.isSmall(shape)) {
      return;
    }
    ElemType elem = bench.encodings().stored();
    Parameter.Kind kind = bench.choices().oneIn(8) ? Parameter.Kind.WEIGHT : Parameter.Kind.INPUT;
    bench.offer(bench.parameter(new TensorType(elem, shape), kind));
  }

  static void quantizedInput(Workbench bench) {
    Shape shape = FloatProductions.two(bench);
    if (!bench.isSmall(shape)) {
      return;
    }
    Value x = bench.parameter(new TensorType(ElemType.F32, shape), Parameter.Kind.INPUT);
    quantize(bench, x);
  }

  static void quantize(Workbench bench, Value x) {
    Value inverse = new Scales(bench).floats(bench.shape(x), INVERSES);
    bench.add(new Quantize(x, inverse, bench.encodings().affine(true)));
  }

  static void lookup(Workbench bench) {
    bench
        .find(type -> ElemType.storage(type.elem()).filter(s -> s.bits() <= 8).isPresent())
        .ifPresent(value -> {
          int bits = ElemType.storage(bench.type(value).elem()).orElseThrow().bits();
          ElemType elem =
              switch (bench.choices().below(bench.options().floats() ? 6 : 4)) {
                case 0, 1, 2 -> new ElemType.CodeType(bench.encodings().any());
                case 3 -> bench.encodings().integer();
                default -> ElemType.F32;
              };
          TensorType type = new TensorType(elem, Shape.of(1L << bits));
          Value table =
              bench.choices().oneIn(8)
                  ? bench.parameter(type, Parameter.Kind.INPUT)
                  : bench.constant(bench.data().of(type));
          bench.add(new Lookup(value, table));
        });
  }

  static void cast(Workbench bench) {
    bench
        .find(Workbench::isStored)
        .ifPresent(value -> {
          Interval values = bench.decoded(value);
          List<ElemType> fitting = new ArrayList<>();
          for (ElemType.IntType to : Encodings.integers()) {
            if (values.fits(to)) {
              fitting.add(to);
            }
          }
          if (bench.options().floats() && Workbench.isInteger(bench.type(value))) {
            fitting.add(ElemType.F32);
          }
          if (!fitting.isEmpty()) {
            bench.add(new Cast(value, bench.choices().pick(fitting)));
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

  /// Roots of an input that is wide enough for squares that no float holds.
  static void wideRoot(Workbench bench) {
    Shape shape = FloatProductions.any(bench);
    if (bench.isSmall(shape)) {
      TensorType wide = new TensorType(ElemType.S64, shape);
      Value value = bench.offer(bench.parameter(wide, Parameter.Kind.INPUT));
      bench.add(new Unary(Unary.Kind.SQRT, atLeast(bench, value, 0)));
    }
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
          Value scales = new Scales(bench).floats(bench.shape(value), SCALES);
          bench.add(new Dequantize(value, scales));
        });
  }
}
