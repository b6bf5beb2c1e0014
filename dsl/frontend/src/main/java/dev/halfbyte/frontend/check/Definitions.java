package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.CONDITION;
import static dev.halfbyte.frontend.fault.FrontendCode.RANK;

import dev.halfbyte.frontend.ast.Condition;
import dev.halfbyte.frontend.ast.Definition;
import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.syntax.Declaration.FunctionSyntax;
import dev.halfbyte.frontend.syntax.Expression;
import dev.halfbyte.frontend.syntax.Expression.BoundIndex;
import dev.halfbyte.frontend.syntax.Expression.Masked;
import dev.halfbyte.frontend.syntax.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Checks whatever computes a tensor: statements, results, tensor-valued calls and arguments.
final class Definitions {
  private final KernelBuilder kernel;

  Definitions(KernelBuilder kernel) {
    this.kernel = kernel;
  }

  /// Checks `name[indices] = value` and adds it to the kernel; without indices a whole-tensor
  /// expression is meant.
  ///
  /// @return the tensor, absent if something was reported
  Optional<Symbol.Array> define(Name name, List<BoundIndex> indices, Masked value, Scope scope) {
    if (indices.isEmpty()
        && value.conditions().isEmpty()
        && value.value() instanceof Expression.Call call) {
      if (Scans.isScan(call)) {
        return scan(name.text(), call, scope);
      }
      Optional<FunctionSyntax> function = tensorFunction(call);
      if (function.isPresent()) {
        return call(name.text(), function.get(), call, scope);
      }
    }
    IndexRanges ranges = new IndexRanges(kernel.reporter());
    Scope inner = scope.inner();
    Optional<List<Index>> introduced = introduce(indices, inner, scope, ranges);
    ValueChecker checker = new ValueChecker(kernel, ranges, indices.isEmpty());
    Optional<Checked> checked = checker.value(value.value(), inner);
    Optional<List<Condition>> conditions = conditions(value, inner, ranges, indices.isEmpty());
    if (introduced.isEmpty() || checked.isEmpty() || conditions.isEmpty()) {
      return Optional.empty();
    }
    List<Index> axes = indices.isEmpty() ? checker.axes() : introduced.get();
    return ranges
        .resolve()
        .map(extents -> add(name, axes, checked.get(), conditions.get(), extents));
  }

  private Symbol.Array add(
      Name name,
      List<Index> axes,
      Checked checked,
      List<Condition> conditions,
      Map<Index, Extent> extents) {
    List<Condition> mask = new ArrayList<>(checked.presence());
    mask.addAll(conditions);
    List<Extent> shape = axes.stream().map(extents::get).toList();
    Tensor target =
        kernel.newTensor(name.text(), Tensor.Kind.LOCAL, checked.expr().type(), shape, name.span());
    kernel.add(
        new Definition.Elements(
            target, axes, checked.expr(), mask, extents, checked.expr().span()));
    return new Symbol.Array(target, List.of(), axes, mask);
  }

  /// The user function that a call names, if it defines a tensor.
  Optional<FunctionSyntax> tensorFunction(Expression.Call call) {
    String name = call.function().text();
    if (Builtin.named(name).isPresent() || kernel.functions().isFaulty(name)) {
      return Optional.empty();
    }
    return kernel.functions().use(name).filter(FunctionSyntax::definesTensor);
  }

  /// Inlines a call of a function that defines a tensor.
  Optional<Symbol.Array> call(
      String name, FunctionSyntax function, Expression.Call call, Scope scope) {
    if (!kernel.step(call.span())) {
      return Optional.empty();
    }
    Arguments arguments = new Arguments(kernel, this);
    IndexRanges none = new IndexRanges(kernel.reporter());
    ValueChecker closed = new ValueChecker(kernel, none, true);
    Optional<Scope> bound = arguments.bind(function, call, scope, closed);
    if (bound.isEmpty()) {
      return Optional.empty();
    }
    kernel.reporter().enterCall(function.name().text(), call.span());
    try {
      return new Bodies(kernel, this)
          .define(new Name(name, call.span()), function.body(), bound.get());
    } finally {
      kernel.reporter().leaveCall();
    }
  }

  /// Checks `scan(function, carried, sequences, ...)` and adds it to the kernel.
  ///
  /// @return the last carried value, absent if something was reported
  Optional<Symbol.Array> scan(String name, Expression.Call call, Scope scope) {
    return kernel.step(call.span())
        ? new Scans(kernel, this).define(name, call, scope)
        : Optional.empty();
  }

  /// Makes indices visible in `inner`, their extents seen from `outer`; absent if something was
  /// reported.
  Optional<List<Index>> introduce(
      List<BoundIndex> indices, Scope inner, Scope outer, IndexRanges ranges) {
    List<Index> introduced = new ArrayList<>();
    boolean sound = indices.size() <= Tensor.MAX_RANK;
    if (!sound) {
      kernel
          .reporter()
          .error(
              RANK,
              indices.getFirst().name().span().to(indices.getLast().name().span()),
              "at most %d indices can be introduced at once".formatted(Tensor.MAX_RANK));
    }
    for (BoundIndex bound : indices) {
      sound &= !inner.contains(bound.name().text());
      Index index = kernel.newIndex(bound.name().text(), bound.name().span());
      Optional<Extent> extent =
          bound.extent().flatMap(e -> Affine.extent(kernel.reporter(), e, outer));
      sound &= bound.extent().isPresent() == extent.isPresent();
      inner.declare(bound.name(), new Symbol.Iteration(index));
      ranges.add(index, extent);
      introduced.add(index);
    }
    return sound ? Optional.of(introduced) : Optional.empty();
  }

  /// The conditions of a `where` clause, absent if something was reported.
  ///
  /// @param unnamed whether the axes have no names that a condition could use
  Optional<List<Condition>> conditions(
      Masked masked, Scope scope, IndexRanges ranges, boolean unnamed) {
    List<Condition> conditions = new ArrayList<>();
    boolean sound = true;
    for (Expression.Comparison comparison : masked.conditions()) {
      if (unnamed) {
        kernel
            .reporter()
            .error(
                CONDITION,
                comparison.span(),
                "a condition needs named indices: `name[i, j] = ... where j <= i`");
        sound = false;
        continue;
      }
      sound &= Conditions.add(kernel.reporter(), comparison, scope, ranges, conditions);
    }
    return sound ? Optional.of(conditions) : Optional.empty();
  }
}
