package dev.halfbyte.loop.cost;

import dev.halfbyte.loop.Address;
import dev.halfbyte.loop.Expression;
import dev.halfbyte.loop.ListSteps;
import dev.halfbyte.loop.LoopVariable;
import dev.halfbyte.loop.RegisterType;
import dev.halfbyte.loop.Statement;
import dev.halfbyte.loop.TableMap;
import dev.halfbyte.loop.TileContract;
import java.util.List;
import java.util.Optional;

/// What an iteration of an innermost loop does, in operations of 32 bits: those of 64 bits count
/// twice, long ones as many as they take the time of, and loads of elements that do not lie side by
/// side as one for each.
///
/// @param count operations if the loop becomes vectors
/// @param serial whether an iteration needs the value of the one before, so that there are none
record Operations(double count, boolean serial) {
  private static final double DIVISION = 8;
  private static final double WIDE_PRODUCT = 3;
  private static final double GATHERED = 12;
  private static final double STRIDED = 3;

  static final Operations NONE = new Operations(0, false);

  private Operations plus(Operations other) {
    return new Operations(count + other.count, serial || other.serial);
  }

  private Operations plus(double more) {
    return new Operations(count + more, serial);
  }

  /// Of statements without loops and leaves.
  ///
  /// @param inner variable of the loop around; absent outside of loops
  static Operations of(List<Statement> body, Optional<LoopVariable> inner) {
    Operations sum = NONE;
    for (Statement statement : body) {
      sum = sum.plus(of(statement, inner));
    }
    return sum;
  }

  private static Operations of(Statement statement, Optional<LoopVariable> inner) {
    return switch (statement) {
      case Statement.Declare d -> of(d.value(), inner);
      case Statement.Assign a -> of(a.value(), inner).plus(new Operations(0, uses(a.value(), a)));
      case Statement.Store s -> of(s.value(), inner).plus(access(s.address(), inner));
      case Statement.If i -> of(i.condition(), inner).plus(of(i.body(), inner));
      case Statement.Section s -> of(s.body(), inner);
      // Counted where loops and leaves are.
      case Statement.For _, TileContract _, TableMap _, ListSteps _ -> NONE;
    };
  }

  /// Whether a float is carried from one iteration to the next: integers may be added in any order.
  private static boolean uses(Expression value, Statement.Assign assign) {
    boolean self = value instanceof Expression.Use use && use.local().equals(assign.local());
    boolean carried = self || value.operands().stream().anyMatch(operand -> uses(operand, assign));
    return carried && assign.local().type() == RegisterType.F32;
  }

  private static Operations of(Expression expression, Optional<LoopVariable> inner) {
    Operations sum = NONE;
    for (Expression operand : expression.operands()) {
      sum = sum.plus(of(operand, inner));
    }
    double own =
        switch (expression) {
          case Expression.Constant _, Expression.Use _, Expression.IndexValue _ -> 0;
          case Expression.InBounds _ -> 1;
          case Expression.Load load ->
              access(load.address(), inner) + (load.guard().isPresent() ? 1 : 0);
          case Expression.Unary unary -> unary(unary.kind()) * width(unary.type());
          case Expression.Binary binary -> binary(binary) * width(binary.type());
          case Expression.Fma _, Expression.Bitcast _ -> 1;
          case Expression.Compare compare -> width(compare.left().type());
          case Expression.Select select -> width(select.type());
          case Expression.Convert convert ->
              Math.max(width(convert.type()), width(convert.operand().type()));
        };
    return sum.plus(own);
  }

  private static double unary(Expression.UnaryKind kind) {
    return switch (kind) {
      case SQRT -> DIVISION;
      case CANONICAL_NAN -> 2;
      case NEG, ABS, LEADING_ZEROS, NOT -> 1;
    };
  }

  private static double binary(Expression.Binary binary) {
    return switch (binary.kind()) {
      case DIV -> DIVISION;
      case MUL -> binary.type() == RegisterType.I64 ? WIDE_PRODUCT / 2 : 1;
      case MAX, MIN -> binary.type() == RegisterType.F32 ? 2 : 1;
      case ADD, SUB, AND, OR, XOR, SHL, SHR, USHR -> 1;
    };
  }

  private static double width(RegisterType type) {
    return type == RegisterType.I64 ? 2 : 1;
  }

  private static double access(Address address, Optional<LoopVariable> inner) {
    if (address.offset().isPresent()) {
      return GATHERED;
    }
    boolean strided =
        inner
            .map(variable -> address.index().coefficient(variable))
            .filter(step -> !step.isFixed() || step.fixed() > 1 || step.fixed() < 0)
            .isPresent();
    return strided ? STRIDED : 1;
  }
}
