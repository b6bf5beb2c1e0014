package dev.halfbyte.frontend.syntax;

import dev.halfbyte.source.Span;
import java.util.List;
import java.util.Optional;

/// An expression as written. The same form serves values, extents and subscripts; the checker
/// decides which one is meant.
public sealed interface Expression {
  /// Where it is written.
  Span span();

  /// A number without sign.
  ///
  /// @param text as written
  /// @param whole whether it has neither point nor exponent
  record Literal(String text, boolean whole, Span span) implements Expression {}

  /// A name, or an element or a slice of a tensor.
  ///
  /// @param subscripts empty for the name alone
  /// @param otherwise what follows `else`
  record Reference(
      Name name, List<Expression> subscripts, Optional<Expression> otherwise, Span span)
      implements Expression {
    /// Copies the subscripts.
    public Reference {
      subscripts = List.copyOf(subscripts);
    }
  }

  /// A call of a function, or a reduction where indices are bound.
  record Call(Name function, List<BoundIndex> indices, List<Masked> arguments, Span span)
      implements Expression {
    /// Copies the lists.
    public Call {
      indices = List.copyOf(indices);
      arguments = List.copyOf(arguments);
    }
  }

  /// Unary minus.
  record Negate(Expression operand, Span span) implements Expression {}

  /// One of the four operations.
  record Arithmetic(Operator operator, Expression left, Expression right, Span span)
      implements Expression {}

  /// The operations of [Arithmetic].
  enum Operator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /// As written.
    public String symbol() {
      return symbol;
    }
  }

  /// An index that a definition or a reduction introduces, with its extent if stated.
  record BoundIndex(Name name, Optional<Expression> extent) {}

  /// An expression with the conditions under which its elements are present.
  record Masked(Expression value, List<Comparison> conditions) {
    /// Copies the conditions.
    public Masked {
      conditions = List.copyOf(conditions);
    }
  }

  /// `left relation right`.
  record Comparison(Expression left, Relation relation, Expression right, Span span) {}

  /// How two numbers compare.
  enum Relation {
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    EQUAL,
    NOT_EQUAL
  }
}
