package dev.halfbyte.ir.verify;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.range.DimBounds;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// Views: accesses inside the operand, and a zero to pad with.
final class AccessChecks {
  private AccessChecks() {}

  static void views(Scope scope) {
    Map<Value, TensorType> types = scope.program().types();
    DimBounds bounds = scope.bounds();
    for (int i = 0; i < scope.program().nodes().size(); i++) {
      Node node = scope.program().nodes().get(i);
      if (node.op() instanceof View view) {
        TensorType operand = Optional.ofNullable(types.get(view.operand())).orElseThrow();
        if (view.map().padded()) {
          padding(scope, i, operand);
        } else {
          try {
            inBounds(scope, i, view.map(), operand.shape(), bounds);
          } catch (ArithmeticException overflow) {
            scope.report(Check.VIEW_BOUNDS, i, "an index of " + view.map() + " leaves 64 bits");
          }
        }
      }
    }
  }

  private static void padding(Scope scope, int index, TensorType operand) {
    if (operand.elem() instanceof ElemType.CodeType code && code.encoding().zeroCode().isEmpty()) {
      scope.report(Check.PADDING, index, code.encoding() + " has no code for zero to pad with");
    }
  }

  private static void inBounds(
      Scope scope, int node, AccessMap map, Shape operand, DimBounds bounds) {
    for (int axis = 0; axis < operand.rank(); axis++) {
      AffineIndex index = map.indices().get(axis);
      Dim least = extreme(map, index, -1);
      Dim slack = operand.dim(axis).minus(Dim.ONE).minus(extreme(map, index, 1));
      if (bounds.of(least).isNonNegative() && bounds.of(slack).isNonNegative()) {
        continue;
      }
      SortedSet<String> symbols = new TreeSet<>(least.symbols());
      symbols.addAll(slack.symbols());
      map.extents().forEach(extent -> symbols.addAll(extent.symbols()));
      for (SortedMap<String, Long> dims : bounds.corners(symbols)) {
        boolean reads = map.extents().stream().allMatch(extent -> extent.evaluate(dims) > 0);
        if (reads && (least.evaluate(dims) < 0 || slack.evaluate(dims) < 0)) {
          String range = least.evaluate(dims) + ".." + extreme(map, index, 1).evaluate(dims);
          scope.report(
              Check.VIEW_BOUNDS,
              node,
              "axis " + axis + " is read at " + range + " of " + operand + TypeChecks.where(dims));
          break;
        }
      }
    }
  }

  /// The least (`sign` -1) or greatest (1) value of `index`.
  private static Dim extreme(AccessMap map, AffineIndex index, int sign) {
    Dim sum = index.constant();
    for (AffineIndex.Term term : index.terms()) {
      if (Long.signum(term.coefficient()) == sign) {
        Dim last = map.extents().get(term.position()).minus(Dim.ONE);
        sum = sum.plus(last.times(Dim.of(term.coefficient())));
      }
    }
    return sum;
  }
}
