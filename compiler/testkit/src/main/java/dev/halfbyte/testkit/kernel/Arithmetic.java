package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Term.Operator;
import dev.halfbyte.testkit.kernel.Variable.Kind;
import java.util.List;

/// Operations on values that keep them inside their types: whole numbers in 32 bits, floats small
/// enough for their exponentials.
///
/// @param choices what is drawn from
record Arithmetic(Choices choices) {
  private static final double LARGEST_FLOAT = 1 << 10;
  private static final double LARGEST_WHOLE = 1 << 30;
  private static final double SMALL = 8;

  /// Functions of any number, and then those of floats only.
  private static final List<String> FLOAT_FUNCTIONS =
      List.of("relu", "gelu", "silu", "sigmoid", "tanh", "exp", "sqrt");

  /// A sum, difference, product, maximum or minimum.
  Value binary(Value left, Value right) {
    boolean masked = left.masked() || right.masked();
    Value a = left;
    Value b = right;
    int operation = choices.below(5);
    if (operation == 2 && a.kind() == Kind.WHOLE) {
      a = within(a, 1 << 15);
      b = within(b, 1 << 15);
    } else if (a.kind() == Kind.WHOLE) {
      a = within(a, LARGEST_WHOLE / 2);
      b = within(b, LARGEST_WHOLE / 2);
    }
    Value result =
        switch (operation) {
          case 0 -> of(Operator.ADD, a, b, a.range().plus(b.range()), masked);
          case 1 -> of(Operator.SUBTRACT, a, b, a.range().plus(b.range().negated()), masked);
          case 2 -> of(Operator.MULTIPLY, a, b, a.range().times(b.range()), masked);
          case 3 -> two("max", a, b, a.range().max(b.range()), masked);
          default -> two("min", a, b, a.range().min(b.range()), masked);
        };
    return a.kind() == Kind.FLOAT ? within(result, LARGEST_FLOAT) : result;
  }

  private static Value of(Operator operator, Value a, Value b, Range range, boolean masked) {
    return new Value(new Term.Arithmetic(operator, a.term(), b.term()), a.kind(), range, masked);
  }

  private static Value two(String function, Value a, Value b, Range range, boolean masked) {
    return new Value(Term.call(function, a.term(), b.term()), a.kind(), range, masked);
  }

  /// A function of one value.
  Value unary(Value value) {
    if (value.kind() == Kind.WHOLE) {
      Value small = within(value, LARGEST_WHOLE);
      return switch (choices.below(3)) {
        case 0 -> small.with(Term.call("relu", small.term()), small.range().max(new Range(0, 0)));
        case 1 -> small.with(new Term.Negation(small.term()), small.range().negated());
        default -> clip(small, choices.between(1, 100));
      };
    }
    int function = choices.below(FLOAT_FUNCTIONS.size() + 3);
    return switch (function - FLOAT_FUNCTIONS.size()) {
      case 0 -> value.with(new Term.Negation(value.term()), value.range().negated());
      case 1 -> clip(value, choices.between(1, 12) / 4.0);
      case 2 -> divided(value);
      default -> function(FLOAT_FUNCTIONS.get(function), value);
    };
  }

  private Value function(String name, Value value) {
    Value operand =
        switch (name) {
          case "exp" -> within(value, SMALL);
          case "sqrt" -> positive(value);
          default -> value;
        };
    Range range =
        switch (name) {
          case "sigmoid" -> new Range(0, 1);
          case "tanh" -> Range.around(1);
          case "exp" ->
              new Range(Math.exp(operand.range().least()), Math.exp(operand.range().most()));
          case "sqrt" -> new Range(0, Math.sqrt(operand.range().most()));
          case "relu" -> operand.range().max(new Range(0, 0));
          default -> new Range(-1, Math.max(0, operand.range().most()));
        };
    return operand.with(Term.call(name, operand.term()), range);
  }

  /// At least a half, so that roots and quotients of it are small.
  private Value positive(Value value) {
    if (value.range().least() >= 0.5) {
      return value;
    }
    Term relu = Term.call("relu", value.term());
    Range range = value.range().max(new Range(0, 0)).plus(new Range(0.5, 0.5));
    return value.with(new Term.Arithmetic(Operator.ADD, relu, Term.number(0.5)), range);
  }

  private Value divided(Value value) {
    double divisor = choices.pick(List.of(2.0, 4.0, 3.0, 0.5, 10.0));
    double factor = 1 / divisor;
    Range range = value.range().times(new Range(factor, factor));
    Term quotient = new Term.Arithmetic(Operator.DIVIDE, value.term(), Term.number(divisor));
    return value.with(quotient, range);
  }

  /// A quotient of two values, the divisor made positive.
  Value quotient(Value dividend, Value divisor) {
    Value positive = positive(divisor);
    Range inverse = new Range(1 / positive.range().most(), 1 / positive.range().least());
    return within(
        new Value(
            new Term.Arithmetic(Operator.DIVIDE, dividend.term(), positive.term()),
            Kind.FLOAT,
            dividend.range().times(inverse),
            dividend.masked() || positive.masked()),
        LARGEST_FLOAT);
  }

  /// The value, clipped to what is no larger than `limit` if it may be.
  Value within(Value value, double limit) {
    return value.range().magnitude() <= limit ? value : clip(value, Math.min(limit, 100));
  }

  private static Value clip(Value value, double limit) {
    double bound = value.kind() == Kind.WHOLE ? Math.max(1, Math.floor(limit)) : limit;
    Range range = value.range().max(Range.around(bound)).min(Range.around(bound));
    Range inside = new Range(Math.max(range.least(), -bound), Math.min(range.most(), bound));
    return value.with(
        Term.call("clip", value.term(), Term.number(-bound), Term.number(bound)), inside);
  }

  /// A sum of at most `count` values, or their extremum, in the range of its type.
  Value reducible(Value body, double count) {
    double limit = body.kind() == Kind.WHOLE ? LARGEST_WHOLE : Double.MAX_VALUE;
    return body.range().magnitude() * count <= limit
        ? body
        : clip(body, Math.max(1, limit / count));
  }

  /// A sum brought back to what later steps can take.
  Value tame(Value value) {
    return value.kind() == Kind.FLOAT ? within(value, LARGEST_FLOAT) : value;
  }
}
