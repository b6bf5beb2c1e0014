package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.ARGUMENT_COUNT;
import static dev.halfbyte.frontend.fault.FrontendCode.KIND_OF_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.SHAPE;
import static dev.halfbyte.frontend.fault.FrontendCode.UNKNOWN_NAME;

import dev.halfbyte.frontend.ast.Definition;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.source.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks `scan(function, carried, sequences, ...)`. The function is checked once, over tensors
/// that stand for the carried value and for one element of each sequence; numbers pass as they are.
final class Scans {
  private static final int FEWEST_ARGUMENTS = 3;

  private final KernelBuilder kernel;
  private final Reporter reporter;
  private final Definitions definitions;

  Scans(KernelBuilder kernel, Definitions definitions) {
    this.kernel = kernel;
    this.reporter = kernel.reporter();
    this.definitions = definitions;
  }

  static boolean isScan(Expression.Call call) {
    return call.function().text().equals(Builtin.SCAN.functionName());
  }

  /// The name of the function that a call scans with, if it is a scan and has one.
  static Optional<Name> stepName(Expression.Call call) {
    return isScan(call)
            && !call.arguments().isEmpty()
            && call.arguments().getFirst().conditions().isEmpty()
            && call.arguments().getFirst().value() instanceof Expression.Reference reference
            && reference.subscripts().isEmpty()
        ? Optional.of(reference.name())
        : Optional.empty();
  }

  /// The last carried value, called `name`; absent if something was reported.
  Optional<Symbol.Array> define(String name, Expression.Call call, Scope scope) {
    if (!call.indices().isEmpty() || call.arguments().size() < FEWEST_ARGUMENTS) {
      reporter.report(
          Diagnostic.error(
                  ARGUMENT_COUNT,
                  call.span(),
                  "`scan` takes a function, a tensor to carry and at least one sequence")
              .help("for example `y = scan(block, x, w)`"));
      return Optional.empty();
    }
    Optional<FunctionSyntax> function = function(call, scope);
    ScanArguments checker = new ScanArguments(kernel, definitions, scope);
    List<ScanArgument> arguments = new ArrayList<>();
    for (Masked argument : call.arguments().subList(1, call.arguments().size())) {
      checker.check(argument).ifPresent(arguments::add);
    }
    boolean sound = function.isPresent() && arguments.size() == call.arguments().size() - 1;
    return sound && hasCount(function.get(), call) && checker.fit(call, arguments)
        ? inline(name, function.get(), call, arguments)
        : Optional.empty();
  }

  private Optional<FunctionSyntax> function(Expression.Call call, Scope scope) {
    Optional<Name> name = stepName(call);
    if (name.isEmpty()) {
      reporter.error(
          KIND_OF_NAME,
          call.arguments().getFirst().value().span(),
          "the first argument of `scan` is the name of a function");
      return Optional.empty();
    }
    String text = name.get().text();
    if (kernel.functions().isFaulty(text)) {
      return Optional.empty();
    }
    Optional<FunctionSyntax> found = kernel.functions().use(text);
    if (found.isEmpty()) {
      boolean known = scope.contains(text) || Builtin.named(text).isPresent();
      reporter.report(
          known
              ? Diagnostic.error(
                  KIND_OF_NAME, name.get().span(), "`" + text + "` is no function of this file")
              : Diagnostic.error(UNKNOWN_NAME, name.get().span(), "unknown function `" + text + "`")
                  .help(reporter.didYouMean(text, kernel.functions()::names)));
    }
    return found;
  }

  private boolean hasCount(FunctionSyntax function, Expression.Call call) {
    int taken = function.parameters().size();
    int given = call.arguments().size() - 1;
    if (taken != given) {
      reporter.report(
          Diagnostic.error(
                  ARGUMENT_COUNT,
                  call.span(),
                  "`%s` takes %d arguments, the scan gives it %d"
                      .formatted(function.name(), taken, given))
              .label(function.name().span(), "declared here"));
    }
    return taken == given;
  }

  private Optional<Symbol.Array> inline(
      String name, FunctionSyntax function, Expression.Call call, List<ScanArgument> arguments) {
    reporter.enterCall(function.name().text(), call.span());
    try {
      return kernel
          .within(name, () -> step(name, function, call, arguments))
          .map(step -> add(name, call, arguments, step));
    } finally {
      reporter.leaveCall();
    }
  }

  private Optional<Definition.Step> step(
      String name, FunctionSyntax function, Expression.Call call, List<ScanArgument> arguments) {
    Scope scope = Scope.empty(reporter);
    List<Tensor> parameters = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Name parameter = function.parameters().get(i);
      switch (arguments.get(i)) {
        case ScanArgument.Fixed number -> scope.declare(parameter, number.symbol());
        case ScanArgument.Whole whole -> {
          Tensor tensor = parameter(parameter, whole.tensor(), i == 0 ? 0 : 1);
          parameters.add(tensor);
          scope.declare(parameter, Symbol.Array.of(tensor));
        }
      }
    }
    KernelBuilder.Collected<Optional<Symbol.Array>> body =
        kernel.collect(() ->
            new Bodies(kernel, definitions)
                .define(new Name(name, call.span()), function.body(), scope));
    return body.value()
        .filter(result -> mayBeCarried(result, parameters.getFirst(), call, function))
        .map(result ->
            new Definition.Step(
                parameters.getFirst(),
                parameters.subList(1, parameters.size()),
                body.definitions(),
                result.tensor()));
  }

  /// What stands for an argument in a step: the tensor without its `dropped` outermost axes.
  private Tensor parameter(Name name, Tensor argument, int dropped) {
    List<Extent> shape = argument.shape().subList(dropped, argument.rank());
    return kernel.newTensor(
        kernel.pathName(name.text()), Tensor.Kind.STEP, argument.type(), shape, name.span());
  }

  private boolean mayBeCarried(
      Symbol.Array result, Tensor carried, Expression.Call call, FunctionSyntax function) {
    Tensor tensor = result.tensor();
    boolean same = tensor.type().equals(carried.type()) && tensor.shape().equals(carried.shape());
    if (!same) {
      reporter.report(
          Diagnostic.error(
                  SHAPE,
                  call.span(),
                  "`%s` returns %s%s, the scan carries %s%s"
                      .formatted(
                          function.name(),
                          tensor.type(),
                          tensor.shape(),
                          carried.type(),
                          carried.shape()))
              .label(function.name().span(), "declared here")
              .help("each step returns what the next one takes"));
    }
    return same && ScanArguments.isPresent(reporter, result, call.span());
  }

  private Symbol.Array add(
      String name, Expression.Call call, List<ScanArgument> arguments, Definition.Step step) {
    List<Tensor> tensors = new ArrayList<>();
    for (ScanArgument argument : arguments) {
      if (argument instanceof ScanArgument.Whole whole) {
        tensors.add(whole.tensor());
      }
    }
    Tensor initial = tensors.removeFirst();
    Tensor target =
        kernel.newTensor(name, Tensor.Kind.LOCAL, initial.type(), initial.shape(), call.span());
    kernel.add(new Definition.Scan(target, initial, tensors, step, call.span()));
    return Symbol.Array.of(target);
  }
}
