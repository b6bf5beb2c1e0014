package dev.halfbyte.ir.verify;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.ir.range.ValueRanges;
import java.util.Map;
import java.util.Optional;

/// Operands for which an integer op has no result.
final class DomainChecks {
  private static final Interval POSITIVE = Interval.of(1, Long.MAX_VALUE);

  private final Scope scope;
  private final ValueRanges ranges;
  private final Map<Value, TensorType> types;

  private DomainChecks(Scope scope, ValueRanges ranges) {
    this.scope = scope;
    this.ranges = ranges;
    types = scope.program().types();
  }

  static void check(Scope scope, ValueRanges ranges) {
    new DomainChecks(scope, ranges).all(scope.program());
  }

  private void all(Program program) {
    for (int i = 0; i < program.nodes().size(); i++) {
      Node node = program.nodes().get(i);
      if (node.op() instanceof Unary unary && unary.kind() == Unary.Kind.SQRT) {
        notNegative(i, unary.operand(), "a root");
      } else if (node.op() instanceof Binary binary) {
        binary(i, binary);
      }
    }
  }

  private void binary(int index, Binary op) {
    switch (op.kind()) {
      case ADD, SUB, MUL, MAX, MIN -> {
        // Defined for all operands.
      }
      case DIV -> {
        notNegative(index, op.left(), "a dividend");
        require(index, op.right(), POSITIVE, "a divisor");
      }
      case SHL, SHR -> {
        ElemType.IntType type = integer(op.right()).orElseThrow();
        require(index, op.right(), Interval.of(0, type.bits() - 1L), "a shift");
      }
    }
  }

  private void notNegative(int index, Value value, String role) {
    require(index, value, Interval.of(0, Long.MAX_VALUE), role);
  }

  private void require(int index, Value value, Interval legal, String role) {
    if (integer(value).isEmpty()) {
      return;
    }
    Interval range = ranges.exact(value).orElseThrow();
    if (!legal.contains(range)) {
      scope.report(Check.INTEGER_DOMAIN, index, role + " is " + range + ", allowed are " + legal);
    }
  }

  private Optional<ElemType.IntType> integer(Value value) {
    return Optional.ofNullable(types.get(value)).flatMap(type -> ElemType.storage(type.elem()));
  }
}
