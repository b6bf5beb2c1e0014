package dev.halfbyte.frontend.check;

import dev.halfbyte.frontend.syntax.Declaration.Define;
import dev.halfbyte.frontend.syntax.Declaration.FunctionBody;
import dev.halfbyte.frontend.syntax.Declaration.Let;
import dev.halfbyte.frontend.syntax.Declaration.Return;
import dev.halfbyte.frontend.syntax.Declaration.Statement;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import java.util.function.Consumer;

/// Walks the direct parts of expressions and functions as written.
final class Parts {
  private Parts() {}

  /// All values and conditions of a function.
  static void of(FunctionBody body, Consumer<Expression> action) {
    switch (body) {
      case FunctionBody.Element(Masked value) -> of(value, action);
      case FunctionBody.Indexed indexed -> of(indexed.value(), action);
      case FunctionBody.Block block -> {
        block.statements().forEach(statement -> of(statement, action));
        of(block.result().value(), action);
      }
    }
  }

  private static void of(Statement statement, Consumer<Expression> action) {
    switch (statement) {
      case Let let -> action.accept(let.value());
      case Define define -> of(define.value(), action);
      case Return returned -> returned.results().forEach(result -> of(result.value(), action));
    }
  }

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
