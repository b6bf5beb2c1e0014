package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.NO_MEANING_YET;

import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.IndexExpression;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.syntax.Declaration.Define;
import dev.halfbyte.frontend.syntax.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks definitions, among them `k = append(state, rows)`, which has a shape but no meaning yet:
/// what follows is checked against the shape.
final class Appends {
  private final Definitions definitions;
  private final KernelBuilder kernel;

  Appends(Definitions definitions, KernelBuilder kernel) {
    this.definitions = definitions;
    this.kernel = kernel;
  }

  /// The defined tensor; absent if something was reported that leaves its shape unknown.
  Optional<Symbol.Array> define(Define define, Scope scope) {
    if (define.indices().isEmpty()
        && define.value().value() instanceof Expression.Call call
        && call.function().text().equals(Builtin.APPEND.functionName())
        && call.arguments().size() == 2) {
      return append(define, call, scope);
    }
    return definitions.define(define.name(), define.indices(), define.value(), scope);
  }

  private Optional<Symbol.Array> append(Define define, Expression.Call call, Scope scope) {
    kernel
        .reporter()
        .error(
            NO_MEANING_YET, call.function().span(), "`append` has no meaning yet in this version");
    Optional<List<Extent>> before = shape(call.arguments().get(0).value(), scope);
    Optional<List<Extent>> added = shape(call.arguments().get(1).value(), scope);
    boolean fits =
        before.isPresent()
            && added.isPresent()
            && !before.get().isEmpty()
            && before.get().size() == added.get().size();
    if (!fits) {
      return Optional.empty();
    }
    List<Extent> shape = new ArrayList<>(before.get());
    shape.set(0, shape.getFirst().plus(added.get().getFirst()));
    Tensor tensor =
        kernel.newTensor(
            define.name().text(), Tensor.Kind.LOCAL, ElementType.F32, shape, define.name().span());
    return Optional.of(Symbol.Array.of(tensor));
  }

  /// The shape of a tensor or a slice.
  private Optional<List<Extent>> shape(Expression expression, Scope scope) {
    if (!(expression instanceof Expression.Reference reference)
        || !(scope.lookup(reference.name()) instanceof Symbol.Array array)) {
      return Optional.empty();
    }
    ValueChecker checker = new ValueChecker(kernel, new IndexRanges(kernel.reporter()), true);
    Optional<List<IndexExpression>> subscripts = checker.subscripts(reference, scope);
    List<Extent> shape = array.tensor().shape();
    return subscripts
        .filter(s -> s.size() <= shape.size())
        .map(s -> shape.subList(s.size(), shape.size()));
  }
}
