package dev.halfbyte.frontend.check;

import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Name;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Finds the parameters of a function that stand for whole tensors; see
/// [Functions#tensorParameters].
final class TensorParameters {
  private final Functions functions;
  private final Set<String> parameters;
  private final Set<String> found = new LinkedHashSet<>();

  private TensorParameters(Functions functions, Set<String> parameters) {
    this.functions = functions;
    this.parameters = parameters;
  }

  static Set<String> of(FunctionSyntax function, Functions functions) {
    Set<String> parameters =
        function.parameters().stream()
            .map(Name::text)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (function.definesTensor()) {
      return parameters;
    }
    TensorParameters finder = new TensorParameters(functions, parameters);
    Parts.of(function.body(), finder::visit);
    return finder.found;
  }

  private void visit(Expression expression) {
    switch (expression) {
      case Expression.Reference reference when !reference.subscripts().isEmpty() ->
          add(reference.name());
      case Expression.Call call -> visitCall(call);
      case Expression.Literal _,
          Expression.Reference _,
          Expression.Negate _,
          Expression.Arithmetic _ -> {}
    }
    Parts.of(expression, this::visit);
  }

  private void visitCall(Expression.Call call) {
    if (Scans.isScan(call)) {
      call.arguments().forEach(argument -> Parts.of(argument, this::addAll));
      return;
    }
    Optional<FunctionSyntax> called = functions.find(call.function().text());
    if (called.isEmpty()) {
      return;
    }
    Set<String> tensors = functions.tensorParameters(call.function().text());
    List<Name> names = called.get().parameters();
    for (int i = 0; i < Math.min(names.size(), call.arguments().size()); i++) {
      if (tensors.contains(names.get(i).text())) {
        Parts.of(call.arguments().get(i), this::addAll);
      }
    }
  }

  private void addAll(Expression expression) {
    if (expression instanceof Expression.Reference reference) {
      add(reference.name());
    }
    Parts.of(expression, this::addAll);
  }

  private void add(Name name) {
    if (parameters.contains(name.text())) {
      found.add(name.text());
    }
  }
}
