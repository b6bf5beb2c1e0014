package dev.halfbyte.testkit.coverage;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.testkit.coverage.Cell.Aspect;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Orders of reductions, and the operands and extents of contractions.
final class ReductionCells {
  private static final int LANES = 16;
  private static final List<String> OPERANDS = List.of("f32", "integers", "affine", "table");
  private static final List<String> ENDS =
      List.of("in one go", "in whole lanes", "with a tail", "in many blocks");

  /// Who has an index of a contraction.
  private enum Role {
    ROW,
    COLUMN,
    BATCH,
    REDUCED
  }

  private ReductionCells() {}

  static void add(ProgramCells.Scope scope, Node node) {
    switch (node.op()) {
      case Reduce reduce -> {
        Dim count = Dim.ONE;
        for (int axis : reduce.axes()) {
          count = count.times(scope.type(reduce.operand()).shape().dim(axis));
        }
        order(scope, "reduce", reduce.order(), reduce.accumulator(), count.evaluate(scope.dims()));
      }
      case Contract contract -> contract(scope, contract);
      case Op _ -> {
        // Reduces nothing.
      }
    }
  }

  private static void order(
      ProgramCells.Scope scope, String op, Order order, ElemType accumulator, long count) {
    scope.add(Aspect.ORDER, order(op, order, number(accumulator), ends(order, count)));
  }

  private static String number(ElemType elem) {
    return elem.equals(ElemType.F32) ? "f32" : "integers";
  }

  private static String order(String op, Order order, String number, String ends) {
    return op + " " + order.name().toLowerCase(Locale.ROOT) + " " + number + " " + ends;
  }

  private static String ends(Order order, long count) {
    if (count > Order.BLOCK) {
      return ENDS.getLast();
    }
    return switch (order) {
      case SERIAL -> ENDS.getFirst();
      case LANES16, BLOCKS16 ->
          count < LANES ? ENDS.getFirst() : count % LANES == 0 ? ENDS.get(1) : ENDS.get(2);
    };
  }

  private static void contract(ProgramCells.Scope scope, Contract contract) {
    TensorType left = scope.type(contract.left());
    TensorType right = scope.type(contract.right());
    String pair = operand(left.elem()) + " by " + operand(right.elem());
    scope.add(Aspect.CONTRACTION, pair);
    if (contract.mask().isPresent()) {
      scope.add(Aspect.CONTRACTION, "masked " + pair);
    }
    scope.add(
        Aspect.CONTRACTION,
        source(scope, contract.left()) + " by " + source(scope, contract.right()));
    scope.add(Aspect.CONTRACTION, "into " + contract.accumulator());
    Einsum einsum = contract.einsum();
    long count = 1;
    for (int axis = 0; axis < einsum.left().size(); axis++) {
      String label = einsum.left().get(axis);
      long extent = left.shape().dim(axis).evaluate(scope.dims());
      boolean inRight = einsum.right().contains(label);
      boolean inResult = einsum.result().contains(label);
      Role role = inRight && inResult ? Role.BATCH : inResult ? Role.ROW : Role.REDUCED;
      count *= role == Role.REDUCED ? extent : 1;
      scope.add(Aspect.CONTRACTION, extent(role, ExtentClass.of(extent)));
    }
    for (int axis = 0; axis < einsum.right().size(); axis++) {
      if (!einsum.left().contains(einsum.right().get(axis))) {
        long extent = right.shape().dim(axis).evaluate(scope.dims());
        scope.add(Aspect.CONTRACTION, extent(Role.COLUMN, ExtentClass.of(extent)));
      }
    }
    order(scope, "contract", contract.order(), contract.accumulator(), count);
  }

  private static String extent(Role role, ExtentClass extent) {
    return role.name().toLowerCase(Locale.ROOT) + " " + extent;
  }

  private static String operand(ElemType elem) {
    return switch (elem) {
      case ElemType.FloatType _, ElemType.BoolType _ -> "f32";
      case ElemType.IntType _ -> "integers";
      case ElemType.CodeType(Encoding encoding) ->
          switch (encoding) {
            case Encoding.Affine _ -> "affine";
            case Encoding.Table _ -> "table";
          };
    };
  }

  private static String source(ProgramCells.Scope scope, Value operand) {
    return scope.definition(operand).filter(node -> node.op() instanceof Constant).isPresent()
        ? "known"
        : "computed";
  }

  static void all(Set<Cell> cells) {
    for (String left : OPERANDS) {
      for (String right : OPERANDS) {
        if (left.equals("f32") == right.equals("f32")) {
          cells.add(new Cell(Aspect.CONTRACTION, left + " by " + right));
          cells.add(new Cell(Aspect.CONTRACTION, "masked " + left + " by " + right));
        }
      }
    }
    for (String sources :
        List.of("known by computed", "computed by known", "computed by computed")) {
      cells.add(new Cell(Aspect.CONTRACTION, sources));
    }
    for (ElemType accumulator : List.of(ElemType.F32, ElemType.S32, ElemType.S64)) {
      cells.add(new Cell(Aspect.CONTRACTION, "into " + accumulator));
    }
    for (Role role : Role.values()) {
      for (ExtentClass extent : ExtentClass.values()) {
        boolean block = extent.name().startsWith("BLOCK");
        if (!block || role == Role.REDUCED) {
          cells.add(new Cell(Aspect.CONTRACTION, extent(role, extent)));
        }
      }
    }
    for (Order order : Order.values()) {
      for (String number : List.of("f32", "integers")) {
        for (String ends : ENDS) {
          if (order != Order.SERIAL
              || ends.equals(ENDS.getFirst())
              || ends.equals(ENDS.getLast())) {
            cells.add(new Cell(Aspect.ORDER, order("reduce", order, number, ends)));
            if (order != Order.BLOCKS16) {
              cells.add(new Cell(Aspect.ORDER, order("contract", order, number, ends)));
            }
          }
        }
      }
    }
  }
}
