package dev.halfbyte.ir.verify;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.ir.range.ValueRanges;
import dev.halfbyte.ir.scan.ScanIterations;
import java.util.Map;
import java.util.Optional;

/// Widths of integer results, and the constants of requantizers.
final class RangeChecks {
  private static final Interval S64 = Interval.of(ElemType.S64);

  private RangeChecks() {}

  /// Checks a whole program. What a scan runs over is checked iteration by iteration: the proof
  /// needs the multipliers of an iteration beside its weights.
  static void check(Scope scope) {
    if (scope.outer().isEmpty()) {
      withBodies(scope);
    }
  }

  private static void withBodies(Scope scope) {
    ValueRanges ranges = ValueRanges.of(scope.program(), scope.bounds());
    widths(scope, ranges);
    requantize(scope, ranges);
    DomainChecks.check(scope, ranges);
    for (int i = 0; i < scope.program().nodes().size(); i++) {
      if (scope.program().nodes().get(i).op() instanceof Scan scan) {
        iterations(scope, i, ScanIterations.of(scope.program(), scan, scope.dims()));
      }
    }
  }

  private static void iterations(Scope scope, int index, ScanIterations iterations) {
    int faults = scope.violations().size();
    for (int i = 0; i < iterations.count() && scope.violations().size() == faults; i++) {
      withBodies(scope.nested(index, iterations.body(i)));
    }
  }

  private static void widths(Scope scope, ValueRanges ranges) {
    for (int i = 0; i < scope.program().nodes().size(); i++) {
      for (Node.Result result : scope.program().nodes().get(i).results()) {
        Optional<ElemType.IntType> storage = ElemType.storage(result.type().elem());
        Optional<Interval> exact = ranges.exact(result.value());
        if (storage.isPresent() && exact.isPresent() && !exact.get().fits(storage.get())) {
          scope.report(
              Check.INTEGER_WIDTH,
              i,
              "values " + exact.get() + " do not fit " + result.type().elem());
        }
      }
    }
  }

  private static void requantize(Scope scope, ValueRanges ranges) {
    Map<Value, Node> definitions = scope.program().definitions();
    for (int i = 0; i < scope.program().nodes().size(); i++) {
      switch (scope.program().nodes().get(i).op()) {
        case Requantize op -> {
          Checked checked = new Checked(scope, i, op.encoding(), ranges, definitions);
          Interval product = checked.product(op.operand(), op.multiplier());
          checked.exact(product, checked.shift(op.shift()));
        }
        case RequantizeAdd op -> {
          Checked checked = new Checked(scope, i, op.encoding(), ranges, definitions);
          Interval left = checked.product(op.left(), op.leftMultiplier());
          Interval right = checked.product(op.right(), op.rightMultiplier());
          checked.exact(left.plus(right), checked.shift(op.shift()));
        }
        case CoreOp _, SugarOp _ -> {
          // No constants with limits of their own.
        }
      }
    }
  }

  /// One requantizer under check; of computed multipliers and shifts what is beyond their limits is
  /// a fault of the run.
  private record Checked(
      Scope scope, int index, Encoding encoding, ValueRanges ranges, Map<Value, Node> definitions) {
    Interval product(Value operand, Value multiplier) {
      boolean narrow = encoding.storage().bits() <= 8;
      Interval limits = Interval.of(0, narrow ? (1L << 16) - 1 : Integer.MAX_VALUE);
      Interval factor = constant(multiplier, limits, "multipliers");
      return ranges.decoded(operand).orElseThrow().times(factor);
    }

    Interval shift(Value shift) {
      Interval limits = Interval.of(1, encoding.storage().bits() <= 8 ? 46 : 62);
      return constant(shift, limits, "shifts");
    }

    void exact(Interval sum, Interval shift) {
      Interval rounding = Interval.of(0, 1L << (shift.hi().intValueExact() - 1));
      if (!S64.contains(sum.plus(rounding))) {
        scope.report(Check.REQUANTIZE, index, "products " + sum + " leave 64 bits");
      }
    }

    private Interval constant(Value value, Interval limits, String what) {
      Interval range = ranges.exact(value).orElseThrow();
      if (!isConstant(value)) {
        return range.intersect(limits).orElse(limits);
      }
      if (!limits.contains(range)) {
        scope.report(Check.REQUANTIZE, index, what + " are " + range + ", allowed are " + limits);
        return limits;
      }
      return range;
    }

    /// Whether `value` repeats elements of a constant that has some.
    private boolean isConstant(Value value) {
      Node node = definitions.get(value);
      if (node == null) {
        return false;
      }
      if (node.op() instanceof View view) {
        return isConstant(view.operand());
      }
      if (node.op() instanceof Reshape reshape) {
        return isConstant(reshape.operand());
      }
      return node.op() instanceof Constant && node.type().shape().count().fixed() > 0;
    }
  }
}
