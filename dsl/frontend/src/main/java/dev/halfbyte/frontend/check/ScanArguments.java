package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.CONDITION;
import static dev.halfbyte.frontend.fault.FrontendCode.KIND_OF_NAME;
import static dev.halfbyte.frontend.fault.FrontendCode.RANK;
import static dev.halfbyte.frontend.fault.FrontendCode.SHAPE;

import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.frontend.syntax.Name;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.List;
import java.util.Optional;

/// Checks what a scan is given: whole tensors without absent elements, and numbers.
final class ScanArguments {
  private final KernelBuilder kernel;
  private final Reporter reporter;
  private final Definitions definitions;
  private final Scope scope;

  ScanArguments(KernelBuilder kernel, Definitions definitions, Scope scope) {
    this.kernel = kernel;
    this.reporter = kernel.reporter();
    this.definitions = definitions;
    this.scope = scope;
  }

  /// The argument; absent if something was reported.
  Optional<ScanArgument> check(Masked argument) {
    Span span = argument.value().span();
    if (argument.conditions().isEmpty()) {
      Optional<Symbol> number = number(argument.value());
      if (number.isPresent()) {
        return Optional.of(new ScanArgument.Fixed(number.get(), span));
      }
    }
    return whole(argument)
        .filter(array -> isPresent(reporter, array, span))
        .map(array -> new ScanArgument.Whole(array.tensor(), span));
  }

  private Optional<Symbol> number(Expression expression) {
    return switch (expression) {
      case Expression.Literal _, Expression.Negate _ ->
          values().value(expression, scope).map(Symbol.Value::new);
      case Expression.Reference reference when reference.subscripts().isEmpty() ->
          scope.find(reference.name()).filter(ScanArguments::isNumber);
      case Expression.Reference _, Expression.Call _, Expression.Arithmetic _ -> Optional.empty();
    };
  }

  private static boolean isNumber(Symbol symbol) {
    return switch (symbol) {
      case Symbol.Size _ -> true;
      case Symbol.Value(Checked value) -> Lets.isNumber(value.expr());
      case Symbol.Array _, Symbol.Iteration _, Symbol.Faulty _ -> false;
    };
  }

  private ValueChecker values() {
    return new ValueChecker(kernel, new IndexRanges(reporter), true);
  }

  /// A tensor as it stands; other expressions become a definition of their own.
  private Optional<Symbol.Array> whole(Masked argument) {
    if (argument.value() instanceof Expression.Reference reference
        && reference.subscripts().isEmpty()
        && scope.find(reference.name()).orElse(new Symbol.Faulty()) instanceof Symbol.Array array
        && array.leading().isEmpty()) {
      return Optional.of(array);
    }
    Name name =
        new Name(kernel.temporaryName(Builtin.SCAN.functionName()), argument.value().span());
    return definitions.define(name, List.of(), argument, scope);
  }

  /// Whether no element of a tensor is absent; reported otherwise.
  static boolean isPresent(Reporter reporter, Symbol.Array array, Span span) {
    if (!array.mask().isEmpty()) {
      reporter.report(
          Diagnostic.error(
                  CONDITION, span, "`%s` has absent elements".formatted(array.tensor().name()))
              .label(array.mask().getFirst().span(), "because of this condition")
              .help("what a scan takes, and what its function returns, is present throughout"));
    }
    return array.mask().isEmpty();
  }

  /// Whether the arguments are a carried tensor and at least one sequence, all of one length;
  /// reported otherwise.
  boolean fit(Expression.Call call, List<ScanArgument> arguments) {
    if (!(arguments.getFirst() instanceof ScanArgument.Whole)) {
      reporter.error(
          KIND_OF_NAME, arguments.getFirst().span(), "a scan carries a tensor, this is a number");
      return false;
    }
    Optional<ScanArgument.Whole> first = Optional.empty();
    boolean fit = true;
    for (ScanArgument argument : arguments.subList(1, arguments.size())) {
      if (argument instanceof ScanArgument.Whole sequence) {
        fit &= hasLength(sequence) && first.map(f -> areEqual(f, sequence)).orElse(true);
        first = first.or(() -> Optional.of(sequence));
      }
    }
    if (first.isEmpty()) {
      reporter.error(
          KIND_OF_NAME, call.span(), "a scan needs a sequence: a tensor with one element a step");
    }
    return fit && first.isPresent();
  }

  private boolean hasLength(ScanArgument.Whole sequence) {
    boolean axis = sequence.tensor().rank() > 0;
    if (!axis) {
      reporter.error(RANK, sequence.span(), "a sequence has a leading axis, this is a scalar");
    }
    return axis;
  }

  private boolean areEqual(ScanArgument.Whole first, ScanArgument.Whole other) {
    Extent expected = length(first.tensor());
    Extent found = length(other.tensor());
    if (!found.equals(expected)) {
      reporter.report(
          Diagnostic.error(
                  SHAPE,
                  other.span(),
                  "this sequence has `%s` elements, the first one `%s`".formatted(found, expected))
              .label(first.span(), "the first sequence")
              .help("a scan takes one element of each sequence a step"));
    }
    return found.equals(expected);
  }

  private static Extent length(Tensor sequence) {
    return sequence.rank() == 0 ? Extent.ZERO : sequence.shape().getFirst();
  }
}
