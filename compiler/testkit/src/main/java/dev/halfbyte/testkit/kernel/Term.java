package dev.halfbyte.testkit.kernel;

import java.util.List;
import java.util.stream.Collectors;

/// An expression of the language.
sealed interface Term {
  /// A number without sign.
  record Literal(String text) implements Term {}

  /// A name, an element or a slice of a tensor.
  ///
  /// @param padded whether elements outside are read as 0
  record Reference(String name, List<String> subscripts, boolean padded) implements Term {
    public Reference {
      subscripts = List.copyOf(subscripts);
    }
  }

  /// A call; with indices a reduction or a function of a row.
  record Call(String function, List<String> indices, List<Masked> arguments) implements Term {
    public Call {
      indices = List.copyOf(indices);
      arguments = List.copyOf(arguments);
    }
  }

  /// Unary minus.
  record Negation(Term operand) implements Term {}

  /// `left operator right`.
  record Arithmetic(Operator operator, Term left, Term right) implements Term {}

  /// Parentheses that mean nothing.
  record Group(Term inner) implements Term {}

  /// An expression where its conditions hold.
  record Masked(Term value, List<String> conditions) {
    public Masked {
      conditions = List.copyOf(conditions);
    }

    String text() {
      return value.text()
          + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions));
    }
  }

  /// The operations between two values.
  enum Operator {
    ADD("+", 1),
    SUBTRACT("-", 1),
    MULTIPLY("*", 2),
    DIVIDE("/", 2);

    private final String sign;
    private final int strength;

    Operator(String sign, int strength) {
      this.sign = sign;
      this.strength = strength;
    }
  }

  static Term name(String name) {
    return new Reference(name, List.of(), false);
  }

  static Term number(double value) {
    String text =
        value == Math.rint(value)
            ? Long.toString((long) Math.abs(value))
            : Double.toString(Math.abs(value));
    return value < 0 ? new Negation(new Literal(text)) : new Literal(text);
  }

  static Term call(String function, Term... arguments) {
    return new Call(function, List.of(), List.of(arguments).stream().map(Term::plain).toList());
  }

  /// Without conditions.
  default Masked plain() {
    return new Masked(this, List.of());
  }

  /// As written.
  default String text() {
    return text(0);
  }

  /// As written where only operators above `strength` bind without parentheses.
  private String text(int strength) {
    return switch (this) {
      case Literal(String text) -> text;
      case Group(Term inner) -> "(" + inner.text() + ")";
      case Reference reference -> reference.name + brackets(reference.subscripts, reference.padded);
      case Call call ->
          call.function
              + brackets(call.indices, false)
              + call.arguments.stream()
                  .map(Masked::text)
                  .collect(Collectors.joining(", ", "(", ")"));
      case Negation(Term operand) -> parenthesised("-" + operand.text(3), strength > 2);
      case Arithmetic(Operator operator, Term left, Term right) ->
          parenthesised(
              left.text(operator.strength - 1)
                  + " "
                  + operator.sign
                  + " "
                  + right.text(operator.strength),
              strength >= operator.strength);
    };
  }

  private static String brackets(List<String> parts, boolean padded) {
    return parts.isEmpty() ? "" : "[" + String.join(", ", parts) + (padded ? " else 0]" : "]");
  }

  private static String parenthesised(String text, boolean needed) {
    return needed ? "(" + text + ")" : text;
  }
}
