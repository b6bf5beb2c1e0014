package dev.halfbyte.frontend.syntax;

import java.util.ArrayDeque;
import java.util.Deque;

/// Measures how deep an expression is nested, without recursion: a long chain `a + b + c + ...` is
/// deep too.
final class ExpressionDepth {
  static final int LIMIT = 200;

  private record Visit(Expression expression, int depth) {}

  private final Deque<Visit> open = new ArrayDeque<>();

  private ExpressionDepth() {}

  static boolean exceedsLimit(Expression root) {
    return new ExpressionDepth().deep(root);
  }

  private boolean deep(Expression root) {
    open.push(new Visit(root, 1));
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      if (visit.depth > LIMIT) {
        return true;
      }
      pushParts(visit.expression, visit.depth + 1);
    }
    return false;
  }

  private void pushParts(Expression expression, int depth) {
    switch (expression) {
      case Expression.Literal _ -> {}
      case Expression.Reference reference -> {
        reference.subscripts().forEach(part -> open.push(new Visit(part, depth)));
        reference.otherwise().ifPresent(part -> open.push(new Visit(part, depth)));
      }
      case Expression.Call call -> {
        call.indices()
            .forEach(index -> index.extent().ifPresent(part -> open.push(new Visit(part, depth))));
        call.arguments().forEach(argument -> open.push(new Visit(argument.value(), depth)));
      }
      case Expression.Negate negate -> open.push(new Visit(negate.operand(), depth));
      case Expression.Arithmetic arithmetic -> {
        open.push(new Visit(arithmetic.left(), depth));
        open.push(new Visit(arithmetic.right(), depth));
      }
    }
  }
}
