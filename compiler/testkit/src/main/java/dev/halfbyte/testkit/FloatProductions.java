package dev.halfbyte.testkit;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Clip;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.RmsNorm;
import dev.halfbyte.ir.op.Sigmoid;
import dev.halfbyte.ir.op.Silu;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.op.Unary;
import java.util.List;
import java.util.Optional;

/// Elementwise float ops, sugar, and the way into codes.
final class FloatProductions {
  private static final List<Unary.Kind> FUNCTIONS =
      List.of(
          Unary.Kind.NEG,
          Unary.Kind.ABS,
          Unary.Kind.SQRT,
          Unary.Kind.EXP,
          Unary.Kind.EXP2,
          Unary.Kind.LOG,
          Unary.Kind.ERF,
          Unary.Kind.TANH);

  private static final List<Binary.Kind> OPERATIONS =
      List.of(
          Binary.Kind.ADD,
          Binary.Kind.SUB,
          Binary.Kind.MUL,
          Binary.Kind.DIV,
          Binary.Kind.MAX,
          Binary.Kind.MIN);

  private FloatProductions() {}

  static void input(Workbench bench) {
    Shape shape = any(bench);
    if (bench.isSmall(shape)) {
      Parameter.Kind kind = bench.choices().oneIn(8) ? Parameter.Kind.WEIGHT : Parameter.Kind.INPUT;
      bench.offer(bench.parameter(new TensorType(ElemType.F32, shape), kind));
    }
  }

  /// Of rank 0 to 3.
  static Shape any(Workbench bench) {
    return switch (bench.choices().below(8)) {
      case 0 -> Shape.SCALAR;
      case 1, 2, 3 -> one(bench);
      case 7 -> new Shape(List.of(bench.extent(), bench.extent(), bench.extent()));
      default -> two(bench);
    };
  }

  static Shape one(Workbench bench) {
    return new Shape(List.of(bench.extent()));
  }

  static Shape two(Workbench bench) {
    return new Shape(List.of(bench.extent(), bench.extent()));
  }

  static void unary(Workbench bench) {
    bench
        .find(Workbench::isFloat)
        .ifPresent(value -> bench.add(new Unary(bench.choices().pick(FUNCTIONS), value)));
  }

  static void binary(Workbench bench) {
    bench
        .find(Workbench::isFloat)
        .ifPresent(left -> {
          Binary.Kind kind = bench.choices().pick(OPERATIONS);
          Value right =
              bench.choices().oneIn(3)
                  ? splat(bench, bench.shape(left))
                  : bench.find(bench.type(left)::equals).orElse(left);
          Value result = bench.add(new Binary(kind, left, right));
          // Both bounds alike: what is left of a clamp when its bounds were computed.
          if (kind == Binary.Kind.MIN && bench.choices().oneIn(3)) {
            bench.add(new Binary(Binary.Kind.MAX, result, right));
          }
        });
  }

  /// Ops with a zero or a one that show the sign of a zero, and those that change nothing.
  static void neutral(Workbench bench) {
    bench
        .find(Workbench::isFloat)
        .ifPresent(value -> {
          Binary.Kind kind = bench.choices().pick(OPERATIONS);
          List<Float> literals =
              switch (kind) {
                case ADD, SUB, MAX, MIN -> List.of(0f, -0f);
                case MUL, DIV, SHL, SHR -> List.of(1f, -1f);
              };
          float literal = bench.choices().pick(literals);
          Value constant = splat(bench, bench.shape(value), literal);
          boolean first = kind != Binary.Kind.DIV && bench.choices().oneIn(4);
          bench.add(new Binary(kind, first ? constant : value, first ? value : constant));
        });
  }

  static Value splat(Workbench bench, Shape shape) {
    // Zeros of both signs, one and two are what algebraic rules look at.
    return splat(bench, shape, bench.choices().pick(List.of(1f, 0f, 2f, -0f, 0.5f, -1f, -2f, 3f)));
  }

  private static Value splat(Workbench bench, Shape shape, float literal) {
    return bench.broadcast(bench.constant(Tensor.ofFloats(Shape.SCALAR, literal)), shape);
  }

  static void sugar(Workbench bench) {
    bench
        .find(Workbench::isFloat)
        .ifPresent(value ->
            bench.add(
                switch (bench.choices().below(5)) {
                  case 0 -> new Relu(value);
                  case 1 -> new Gelu(value);
                  case 2 -> new Silu(value);
                  case 3 -> new Sigmoid(value);
                  default -> new Clip(value, -1f, bench.choices().pick(List.of(1f, 6f, -2f)));
                }));
  }

  /// Sugar that looks at whole rows.
  static void rows(Workbench bench) {
    bench
        .find(type -> Workbench.isFloat(type) && type.shape().rank() > 0)
        .ifPresent(value -> {
          Shape shape = bench.shape(value);
          Dim last = shape.dim(shape.rank() - 1);
          if (!last.isFixed() || last.fixed() == 0 || bench.choices().oneIn(2)) {
            Optional<Value> mask =
                bench.choices().oneIn(2)
                    ? Optional.of(SelectionProductions.predicate(bench, value))
                    : Optional.empty();
            bench.add(
                new Softmax(value, mask, bench.choices().pick(List.of(Softmax.Form.values()))));
          } else if (bench.choices().oneIn(2)) {
            bench.add(new RmsNorm(value, channels(bench, shape), 1e-6f));
          } else {
            bench.add(new LayerNorm(value, channels(bench, shape), channels(bench, shape), 1e-6f));
          }
        });
  }

  /// Constants along the last axis.
  private static Value channels(Workbench bench, Shape shape) {
    Shape last = new Shape(List.of(shape.dim(shape.rank() - 1)));
    Tensor data = bench.data().of(new TensorType(ElemType.F32, last));
    return bench.alongLastAxis(bench.constant(data), shape);
  }

  static void quantize(Workbench bench) {
    bench.find(Workbench::isFloat).ifPresent(value -> IntegerProductions.quantize(bench, value));
  }
}
