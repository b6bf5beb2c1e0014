package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.CONDITION;

import dev.halfbyte.frontend.ast.Condition;
import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.frontend.ast.IndexExpression;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.syntax.Expression.Comparison;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.source.Diagnostic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns comparisons into conditions of the form `expression >= 0`.
final class Conditions {
  private Conditions() {}

  /// Whether a value has no `where` clause of its own; one that has is reported.
  static boolean hasNone(Reporter reporter, Masked masked) {
    for (Comparison condition : masked.conditions()) {
      reporter.error(
          CONDITION,
          condition.span(),
          "a condition belongs to a definition, a reduction or a softmax");
    }
    return masked.conditions().isEmpty();
  }

  /// Adds what a comparison means; false if something was reported.
  static boolean add(
      Reporter reporter,
      Comparison comparison,
      Scope scope,
      IndexRanges ranges,
      List<Condition> conditions) {
    Optional<IndexExpression> left = Affine.side(reporter, comparison.left(), scope, ranges);
    Optional<IndexExpression> right = Affine.side(reporter, comparison.right(), scope, ranges);
    if (left.isEmpty() || right.isEmpty()) {
      return false;
    }
    IndexExpression rise = right.get().minus(left.get());
    IndexExpression fall = left.get().minus(right.get());
    IndexExpression one = IndexExpression.of(Extent.ONE);
    List<IndexExpression> met =
        switch (comparison.relation()) {
          case LESS -> List.of(rise.minus(one));
          case LESS_OR_EQUAL -> List.of(rise);
          case GREATER -> List.of(fall.minus(one));
          case GREATER_OR_EQUAL -> List.of(fall);
          case EQUAL -> List.of(rise, fall);
          case NOT_EQUAL -> List.of();
        };
    if (met.isEmpty()) {
      reporter.report(
          Diagnostic.error(CONDITION, comparison.span(), "`!=` is no condition of a `where` clause")
              .help("conditions are `<`, `<=`, `==`, `>=`, `>`"));
      return false;
    }
    met.forEach(expression -> conditions.add(new Condition(expression, comparison.span())));
    return true;
  }

  /// The conditions of a tensor's elements, written for an access with `subscripts`.
  static List<Condition> at(Symbol.Array array, List<IndexExpression> subscripts) {
    Map<Index, IndexExpression> replacements = new HashMap<>();
    for (int i = 0; i < array.maskIndices().size(); i++) {
      replacements.put(array.maskIndices().get(i), subscripts.get(i));
    }
    List<Condition> conditions = new ArrayList<>();
    for (Condition condition : array.mask()) {
      conditions.add(
          new Condition(condition.expression().substitute(replacements), condition.span()));
    }
    return conditions;
  }
}
