package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.integerize.Real.Scaled;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Movement of codes, with the scales that go along.
final class MovementForms {
  private final IntegerState state;

  private final DividedForms divided;

  MovementForms(IntegerState state, DividedForms divided) {
    this.state = state;
    this.divided = divided;
  }

  Real reshape(Node node, Value operand, Shape shape) {
    Real real = state.force(operand);
    return real instanceof Real.Divided over
        ? divided.reshaped(over, shape, reshape(node, over.numerator(), shape))
        : reshape(node, real, shape);
  }

  private Real reshape(Node node, Real real, Shape shape) {
    return moved(node, real, v -> new Reshape(v, shape), Optional::of);
  }

  Real view(Node node, Value operand, AccessMap map) {
    Real real = state.force(operand);
    return real instanceof Real.Divided over
        ? divided.viewed(node, over, map, view(node, over.numerator(), map))
        : view(node, real, map);
  }

  private Real view(Node node, Real real, AccessMap map) {
    return moved(node, real, v -> new View(v, map), scale -> scale.through(map));
  }

  private interface Movement {
    Op of(Value operand);
  }

  private interface ScaleMovement {
    Optional<ExactNumbers> of(ExactNumbers scale);
  }

  private Real moved(Node node, Real real, Movement movement, ScaleMovement scales) {
    if (real instanceof Real.Given(Value value)) {
      Value moved = state.copy.add(movement.of(value));
      state.copy.map(node.value(), moved);
      return new Real.Given(moved);
    }
    if (real instanceof Scaled scaled
        && (scaled.scale().axes().isEmpty() || node.op() instanceof View)) {
      Optional<ExactNumbers> scale = scales.of(scaled.scale());
      if (scale.isPresent()) {
        Value moved = state.copy.add(movement.of(scaled.integers()));
        return new Scaled(moved, scale.get(), scaled.range().union(Interval.ZERO));
      }
    }
    return state.unknown(
        node, "it moves a value whose scales differ between channels or that has no codes");
  }

  Real concat(Node node, List<Value> parts, int axis) {
    List<Value> integers = new ArrayList<>();
    Set<ExactNumbers> scales = new HashSet<>();
    Interval range = Interval.ZERO;
    for (Value part : parts) {
      if (!(state.force(part) instanceof Scaled scaled)) {
        return state.unknown(node, "a part has no codes");
      }
      integers.add(scaled.integers());
      scales.add(scaled.scale());
      range = range.union(scaled.range());
    }
    boolean equal =
        scales.size() == 1
            && integers.stream().map(v -> state.copy.type(v).elem()).distinct().count() == 1;
    return equal
        ? new Scaled(state.copy.add(new Concat(integers, axis)), scales.iterator().next(), range)
        : state.unknown(node, "its parts have different codes");
  }
}
