package dev.halfbyte.testkit;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Clip;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.Unary;
import java.util.List;

/// Elementwise float ops, sugar, and the way into codes.
final class FloatProductions {
  private FloatProductions() {}

  static void input(Workbench bench) {
    Shape shape = bench.choices().oneIn(3) ? two(bench) : one(bench);
    if (bench.isSmall(shape)) {
      bench.offer(bench.parameter(new TensorType(ElemType.F32, shape), Parameter.Kind.INPUT));
    }
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
        .ifPresent(value ->
            bench.add(new Unary(bench.choices().pick(List.of(Unary.Kind.values())), value)));
  }

  static void binary(Workbench bench) {
    bench
        .find(Workbench::isFloat)
        .ifPresent(left -> {
          Binary.Kind kind = bench.choices().pick(List.of(Binary.Kind.values()));
          Value right =
              bench.choices().oneIn(3)
                  ? splat(bench, bench.shape(left))
                  : bench.find(bench.type(left)::equals).orElse(left);
          bench.add(new Binary(kind, left, right));
        });
  }

  static Value splat(Workbench bench, Shape shape) {
    float literal = bench.choices().pick(List.of(1f, 0f, 0.5f, -2f, 3f));
    return bench.broadcast(bench.constant(Tensor.ofFloats(Shape.SCALAR, literal)), shape);
  }

  static void sugar(Workbench bench) {
    bench
        .find(Workbench::isFloat)
        .ifPresent(value ->
            bench.add(
                switch (bench.choices().below(3)) {
                  case 0 -> new Relu(value);
                  case 1 -> new Gelu(value);
                  default -> new Clip(value, -1f, bench.choices().pick(List.of(1f, 6f, -2f)));
                }));
  }

  static void quantize(Workbench bench) {
    bench
        .find(Workbench::isFloat)
        .ifPresent(value -> {
          Shape shape = bench.shape(value);
          float inverse = bench.choices().pick(List.of(1f, 2f, 7.5f, 0.3f, 100f));
          Value scale =
              bench.broadcast(bench.constant(Tensor.ofFloats(Shape.SCALAR, inverse)), shape);
          bench.add(new Quantize(value, scale, bench.affine(true)));
        });
  }
}
