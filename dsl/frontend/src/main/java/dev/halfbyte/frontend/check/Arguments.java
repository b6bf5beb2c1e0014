package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.ARGUMENT_COUNT;

import dev.halfbyte.frontend.ast.IndexExpression;
import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.source.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Binds the parameters of a user function to the arguments of a call.
final class Arguments {
  private final KernelBuilder kernel;
  private final Definitions definitions;

  Arguments(KernelBuilder kernel, Definitions definitions) {
    this.kernel = kernel;
    this.definitions = definitions;
  }

  /// The scope to check the function's text in; absent if something was reported.
  ///
  /// @param values checks the arguments that are used element by element, and subscripts of slices
  Optional<Scope> bind(
      FunctionSyntax function, Expression.Call call, Scope scope, ValueChecker values) {
    List<Name> parameters = function.parameters();
    if (parameters.size() != call.arguments().size()) {
      kernel
          .reporter()
          .report(
              Diagnostic.error(
                      ARGUMENT_COUNT,
                      call.span(),
                      "`%s` takes %d argument%s, not %d"
                          .formatted(
                              function.name(),
                              parameters.size(),
                              parameters.size() == 1 ? "" : "s",
                              call.arguments().size()))
                  .label(function.name().span(), "declared here"));
      return Optional.empty();
    }
    Set<String> tensors = kernel.functions().tensorParameters(function.name().text());
    Scope bound = Scope.empty(kernel.reporter());
    boolean sound = true;
    for (int i = 0; i < parameters.size(); i++) {
      Name parameter = parameters.get(i);
      Masked argument = call.arguments().get(i);
      Optional<? extends Symbol> symbol =
          !Conditions.hasNone(kernel.reporter(), argument)
              ? Optional.empty()
              : tensors.contains(parameter.text())
                  ? tensor(function, argument, scope, values)
                  : values.value(argument.value(), scope).map(Symbol.Value::new);
      sound &= symbol.isPresent();
      symbol.ifPresent(s -> bound.declare(parameter, s));
    }
    return sound ? Optional.of(bound) : Optional.empty();
  }

  /// A tensor or a constant; other expressions become a definition of their own.
  private Optional<? extends Symbol> tensor(
      FunctionSyntax function, Masked argument, Scope scope, ValueChecker values) {
    if (argument.value() instanceof Expression.Reference reference
        && reference.otherwise().isEmpty()) {
      Optional<Symbol> symbol = scope.find(reference.name());
      if (symbol.isPresent() && symbol.get() instanceof Symbol.Array array) {
        return slice(array, reference, scope, values);
      }
      if (symbol.isPresent()
          && symbol.get() instanceof Symbol.Size
          && reference.subscripts().isEmpty()) {
        return symbol;
      }
    }
    if (isNumber(argument.value(), scope)) {
      return values.value(argument.value(), scope).map(Symbol.Value::new);
    }
    Name name = new Name(kernel.temporaryName(function.name().text()), argument.value().span());
    return definitions.define(name, List.of(), argument, scope);
  }

  private static boolean isNumber(Expression expression, Scope scope) {
    return switch (expression) {
      case Expression.Literal _ -> true;
      case Expression.Negate negate -> isNumber(negate.operand(), scope);
      case Expression.Reference reference ->
          reference.subscripts().isEmpty()
              && scope.find(reference.name()).orElse(new Symbol.Faulty())
                  instanceof Symbol.Value(Checked value)
              && value.isFlexible();
      case Expression.Call _, Expression.Arithmetic _ -> false;
    };
  }

  private Optional<Symbol> slice(
      Symbol.Array array, Expression.Reference reference, Scope scope, ValueChecker values) {
    Optional<List<IndexExpression>> subscripts = values.subscripts(reference, scope);
    if (subscripts.isEmpty()) {
      return Optional.empty();
    }
    List<IndexExpression> leading = new ArrayList<>(array.leading());
    leading.addAll(subscripts.get());
    Symbol.Array slice =
        new Symbol.Array(array.tensor(), leading, array.maskIndices(), array.mask());
    return values.hasAxes(slice, reference) ? Optional.of(slice) : Optional.empty();
  }
}
