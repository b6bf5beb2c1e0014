package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.NO_MEANING_YET;
import static dev.halfbyte.frontend.fault.FrontendCode.RANK;
import static dev.halfbyte.frontend.fault.FrontendCode.RESULTS;
import static dev.halfbyte.frontend.fault.FrontendCode.UNKNOWN_TYPE;

import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.syntax.Declaration.Define;
import dev.halfbyte.frontend.syntax.Declaration.KernelSyntax;
import dev.halfbyte.frontend.syntax.Declaration.Let;
import dev.halfbyte.frontend.syntax.Declaration.Parameter;
import dev.halfbyte.frontend.syntax.Declaration.Return;
import dev.halfbyte.frontend.syntax.Declaration.Statement;
import dev.halfbyte.frontend.syntax.Declaration.TypeSyntax;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks one kernel.
final class KernelChecker {
  private final KernelSyntax syntax;
  private final Reporter reporter;
  private final KernelBuilder builder;
  private final Definitions definitions;
  private final Dimensions dimensions;
  private final Scope scope;
  private final List<Tensor> inputs = new ArrayList<>();
  private final List<Tensor> weights = new ArrayList<>();
  private Optional<Return> returned = Optional.empty();
  private List<Tensor> results = List.of();

  KernelChecker(KernelSyntax syntax, Functions functions, Reporter reporter) {
    this.syntax = syntax;
    this.reporter = reporter;
    this.builder = new KernelBuilder(reporter, functions);
    this.definitions = new Definitions(builder);
    this.dimensions = new Dimensions(reporter);
    this.scope = Scope.empty(reporter);
  }

  /// The kernel; absent if something was reported.
  Optional<Kernel> check() {
    syntax.dimensions().forEach(dimension -> dimensions.declare(dimension, scope));
    boolean typed = true;
    for (Parameter parameter : syntax.inputs()) {
      typed &= declare(parameter, Tensor.Kind.INPUT, inputs);
    }
    for (Parameter parameter : syntax.weights()) {
      typed &= declare(parameter, Tensor.Kind.WEIGHT, weights);
    }
    if (typed) {
      List<Tensor> arguments = new ArrayList<>(inputs);
      arguments.addAll(weights);
      dimensions.checkBound(arguments);
    }
    syntax.statements().forEach(this::statement);
    if (returned.isEmpty()) {
      reporter.report(
          Diagnostic.error(
                  RESULTS, syntax.end(), "the kernel `" + syntax.name() + "` returns nothing")
              .help("end it with `return ...`"));
    }
    if (reporter.hasErrors()) {
      return Optional.empty();
    }
    scope.warnOfUnused();
    return Optional.of(
        new Kernel(
            syntax.name().text(),
            dimensions.free(),
            dimensions.derived(),
            inputs,
            weights,
            builder.definitions(),
            results,
            syntax.name().span()));
  }

  private boolean declare(Parameter parameter, Tensor.Kind kind, List<Tensor> tensors) {
    if (parameter.state()) {
      reporter.error(
          NO_MEANING_YET, parameter.name().span(), "`state` has no meaning yet in this version");
    }
    Optional<ElementType> element = element(parameter.type());
    Optional<List<Extent>> shape = shape(parameter.type());
    if (element.isEmpty() || shape.isEmpty()) {
      scope.declare(parameter.name(), new Symbol.Faulty());
      return false;
    }
    Tensor tensor =
        builder.newTensor(
            parameter.name().text(), kind, element.get(), shape.get(), parameter.name().span());
    tensors.add(tensor);
    scope.declare(parameter.name(), Symbol.Array.of(tensor));
    return true;
  }

  private Optional<ElementType> element(TypeSyntax type) {
    Optional<ElementType> element = ElementType.named(type.element().text());
    if (element.isEmpty()) {
      reporter.report(
          Diagnostic.error(
                  UNKNOWN_TYPE, type.element().span(), "unknown type `" + type.element() + "`")
              .help(
                  Suggestions.didYouMean(type.element().text(), List.of("f32", "s8", "u8"))
                      .or(() -> Optional.of("types are `f32`, `s2` to `s32`, `u1` to `u16`"))));
    }
    return element;
  }

  private Optional<List<Extent>> shape(TypeSyntax type) {
    if (type.shape().size() > Tensor.MAX_RANK) {
      reporter.error(RANK, type.span(), "a tensor has at most %d axes".formatted(Tensor.MAX_RANK));
      return Optional.empty();
    }
    List<Extent> shape = new ArrayList<>();
    type.shape().forEach(axis -> Affine.extent(reporter, axis, scope).ifPresent(shape::add));
    return shape.size() == type.shape().size() ? Optional.of(shape) : Optional.empty();
  }

  private void statement(Statement statement) {
    returned.ifPresent(previous ->
        reporter.report(
            Diagnostic.error(RESULTS, statement.span(), "nothing may follow `return`")
                .label(previous.span(), "returned here")));
    switch (statement) {
      case Let let -> new Lets(reporter, builder).declare(let, scope);
      case Define define -> {
        Optional<Symbol.Array> array = new Appends(definitions, builder).define(define, scope);
        scope.declare(define.name(), array.<Symbol>map(a -> a).orElseGet(Symbol.Faulty::new));
      }
      case Return result -> {
        returned = Optional.of(result);
        Results checker = new Results(builder, definitions, scope);
        results = checker.check(result, resultTypes(), syntax.name());
      }
    }
  }

  private List<Optional<Results.Declared>> resultTypes() {
    List<Optional<Results.Declared>> types = new ArrayList<>();
    for (TypeSyntax type : syntax.results()) {
      Optional<ElementType> element = element(type);
      Optional<List<Extent>> shape = shape(type);
      types.add(
          element.isPresent() && shape.isPresent()
              ? Optional.of(new Results.Declared(element.get(), shape.get(), type.span()))
              : Optional.empty());
    }
    return types;
  }
}
