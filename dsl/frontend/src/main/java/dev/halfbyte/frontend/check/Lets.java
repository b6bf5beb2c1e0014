package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.KIND_OF_NAME;

import dev.halfbyte.frontend.ast.Expr;
import dev.halfbyte.frontend.syntax.Declaration.Let;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.source.Diagnostic;
import java.util.Optional;

/// Checks `let`: whole-number arithmetic over dimensions names an extent, any other arithmetic of
/// numbers names a value.
final class Lets {
  private final Reporter reporter;
  private final KernelBuilder kernel;

  Lets(Reporter reporter, KernelBuilder kernel) {
    this.reporter = reporter;
    this.kernel = kernel;
  }

  void declare(Let let, Scope scope) {
    Optional<? extends Symbol> symbol =
        isWhole(let.value(), scope)
            ? Affine.number(reporter, let.value(), scope).map(Symbol.Size::new)
            : value(let, scope);
    scope.declare(let.name(), symbol.<Symbol>map(s -> s).orElseGet(Symbol.Faulty::new));
  }

  private Optional<Symbol> value(Let let, Scope scope) {
    if (mentionsTensor(let.value(), scope)) {
      reporter.report(
          Diagnostic.error(KIND_OF_NAME, let.value().span(), "`let` names numbers, not tensors")
              .help("write a definition: `" + let.name() + " = ...`"));
      return Optional.empty();
    }
    ValueChecker checker = new ValueChecker(kernel, new IndexRanges(reporter), false);
    Optional<Checked> checked = checker.value(let.value(), scope);
    if (checked.isPresent() && !isNumber(checked.get().expr())) {
      reporter.error(KIND_OF_NAME, let.value().span(), "`let` names numbers, not reductions");
      return Optional.empty();
    }
    return checked.map(Symbol.Value::new);
  }

  /// Whether a value depends on no tensor.
  static boolean isNumber(Expr expr) {
    return switch (expr) {
      case Expr.Access _, Expr.Reduce _, Expr.Softmax _, Expr.LayerNorm _, Expr.RmsNorm _ -> false;
      case Expr.Constant _, Expr.Size _, Expr.Unary _, Expr.Binary _, Expr.Clip _ ->
          expr.operands().stream().allMatch(Lets::isNumber);
    };
  }

  private static boolean isWhole(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Literal literal -> literal.whole();
      case Expression.Reference reference -> {
        Optional<Symbol> symbol = scope.find(reference.name());
        yield symbol.isPresent() && symbol.get() instanceof Symbol.Size;
      }
      case Expression.Call _ -> false;
      case Expression.Negate negate -> isWhole(negate.operand(), scope);
      case Expression.Arithmetic arithmetic ->
          isWhole(arithmetic.left(), scope) && isWhole(arithmetic.right(), scope);
    };
  }

  private static boolean mentionsTensor(Expression expression, Scope scope) {
    boolean[] found = new boolean[1];
    if (expression instanceof Expression.Reference reference) {
      Optional<Symbol> symbol = scope.find(reference.name());
      found[0] = symbol.isPresent() && symbol.get() instanceof Symbol.Array;
    }
    Parts.of(expression, part -> found[0] |= mentionsTensor(part, scope));
    return found[0];
  }
}
