package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.RANK;
import static dev.halfbyte.frontend.fault.FrontendCode.RESULTS;
import static dev.halfbyte.frontend.fault.FrontendCode.SHAPE;
import static dev.halfbyte.frontend.fault.FrontendCode.TYPE;

import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.syntax.Declaration.Result;
import dev.halfbyte.frontend.syntax.Declaration.Return;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks what a kernel returns against its declared results.
final class Results {
  /// A type after `->`.
  record Declared(ElementType type, List<Extent> shape, Span span) {
    Declared {
      shape = List.copyOf(shape);
    }
  }

  private final KernelBuilder kernel;
  private final Definitions definitions;
  private final Scope scope;

  Results(KernelBuilder kernel, Definitions definitions, Scope scope) {
    this.kernel = kernel;
    this.definitions = definitions;
    this.scope = scope;
  }

  /// The returned tensors; fewer if something was reported.
  ///
  /// @param types absent where the declared type is at fault
  List<Tensor> check(Return returned, List<Optional<Declared>> types, Name kernelName) {
    int given = returned.results().size();
    if (given != types.size()) {
      kernel
          .reporter()
          .report(
              Diagnostic.error(
                      RESULTS,
                      returned.span(),
                      "%d values are returned, but `%s` declares %d"
                          .formatted(given, kernelName, types.size()))
                  .label(kernelName.span(), "declared here"));
    }
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < given; i++) {
      Result result = returned.results().get(i);
      Optional<Tensor> tensor = tensor(result, given == 1 ? "result" : "result" + i, tensors);
      tensor.ifPresent(tensors::add);
      if (tensor.isPresent() && i < types.size() && types.get(i).isPresent()) {
        compare(result, tensor.get(), types.get(i).get());
      }
    }
    return tensors;
  }

  /// @param before results before this one: a tensor that is among them is returned again as a
  ///   copy, since results have names of their own
  private Optional<Tensor> tensor(Result result, String name, List<Tensor> before) {
    if (result.indices().isEmpty()
        && result.value().conditions().isEmpty()
        && result.value().value() instanceof Expression.Reference reference
        && reference.subscripts().isEmpty()
        && scope.find(reference.name()).orElse(new Symbol.Faulty()) instanceof Symbol.Array array
        && array.tensor().kind() == Tensor.Kind.LOCAL
        && !before.contains(array.tensor())) {
      return Optional.of(array.tensor());
    }
    Name unique = new Name(scope.contains(name) ? name + ".out" : name, result.span());
    return definitions
        .define(unique, result.indices().orElse(List.of()), result.value(), scope)
        .map(Symbol.Array::tensor);
  }

  private void compare(Result result, Tensor tensor, Declared declared) {
    if (!tensor.type().equals(declared.type)) {
      mismatch(
          Diagnostic.error(
              TYPE,
              result.span(),
              "`%s` is returned, `%s` is declared".formatted(tensor.type(), declared.type)),
          declared);
    }
    if (tensor.rank() != declared.shape.size()) {
      mismatch(
          Diagnostic.error(
              RANK,
              result.span(),
              "a tensor with %d axes is returned, one with %d is declared"
                  .formatted(tensor.rank(), declared.shape.size())),
          declared);
      return;
    }
    for (int axis = 0; axis < tensor.rank(); axis++) {
      Extent found = tensor.shape().get(axis);
      Extent expected = declared.shape.get(axis);
      if (!found.equals(expected)) {
        mismatch(
            Diagnostic.error(
                SHAPE,
                result.span(),
                "axis %d of the returned tensor has extent `%s`, `%s` is declared"
                    .formatted(axis, found, expected)),
            declared);
      }
    }
  }

  private void mismatch(Diagnostic diagnostic, Declared declared) {
    kernel.reporter().report(diagnostic.label(declared.span, "declared here"));
  }
}
