package dev.halfbyte.frontend.check;

import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import java.util.function.Consumer;

/// Walks the direct parts of expressions as written.
final class Parts {
  private Parts() {}

  /// The value and both sides of all conditions.
  static void of(Masked masked, Consumer<Expression> action) {
    action.accept(masked.value());
    masked
        .conditions()
        .forEach(condition -> {
          action.accept(condition.left());
          action.accept(condition.right());
        });
  }

  /// The direct parts of an expression.
  static void of(Expression expression, Consumer<Expression> action) {
    switch (expression) {
      case Expression.Literal _ -> {}
      case Expression.Reference reference -> {
        reference.subscripts().forEach(action);
        reference.otherwise().ifPresent(action);
      }
      case Expression.Call call -> {
        call.indices().forEach(index -> index.extent().ifPresent(action));
        call.arguments().forEach(argument -> of(argument, action));
      }
      case Expression.Negate negate -> action.accept(negate.operand());
      case Expression.Arithmetic arithmetic -> {
        action.accept(arithmetic.left());
        action.accept(arithmetic.right());
      }
    }
  }
}
