package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.DIMENSION_BOUNDS;
import static dev.halfbyte.frontend.fault.FrontendCode.UNBOUND_DIMENSION;

import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Dimension;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.syntax.Declaration.DimensionSyntax;
import dev.halfbyte.source.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks the dimensions of a kernel.
final class Dimensions {
  private final Reporter reporter;
  private final List<Dimension> free = new ArrayList<>();
  private final List<Kernel.Derived> derived = new ArrayList<>();

  Dimensions(Reporter reporter) {
    this.reporter = reporter;
  }

  List<Dimension> free() {
    return free;
  }

  List<Kernel.Derived> derived() {
    return derived;
  }

  void declare(DimensionSyntax syntax, Scope scope) {
    boolean isNew = !scope.contains(syntax.name().text());
    Optional<Extent> extent =
        syntax.equal().isPresent()
            ? derive(syntax, scope)
            : Optional.of(declareFree(syntax, isNew));
    Symbol symbol = extent.<Symbol>map(Symbol.Size::new).orElseGet(Symbol.Faulty::new);
    scope.declare(syntax.name(), symbol);
  }

  private Optional<Extent> derive(DimensionSyntax syntax, Scope scope) {
    syntax
        .bounds()
        .ifPresent(bounds ->
            reporter.report(
                Diagnostic.error(
                        DIMENSION_BOUNDS,
                        bounds.span(),
                        "a dimension has bounds or an equation, not both")
                    .help("the bounds of `" + syntax.name() + "` follow from its equation")));
    Optional<Extent> extent =
        syntax.equal().flatMap(expression -> Affine.extent(reporter, expression, scope));
    extent.ifPresent(
        e -> derived.add(new Kernel.Derived(syntax.name().text(), e, syntax.name().span())));
    return extent;
  }

  private Extent declareFree(DimensionSyntax syntax, boolean isNew) {
    Dimension dimension = dimension(syntax);
    if (dimension.minimum() == dimension.maximum()) {
      Extent constant = Extent.of(dimension.minimum());
      derived.add(new Kernel.Derived(dimension.name(), constant, dimension.span()));
      return constant;
    }
    if (isNew) {
      free.add(dimension);
    }
    return Extent.of(dimension);
  }

  private Dimension dimension(DimensionSyntax syntax) {
    String name = syntax.name().text();
    Dimension standard =
        new Dimension(
            name, Dimension.DEFAULT_MINIMUM, Dimension.DEFAULT_MAXIMUM, 1, syntax.name().span());
    if (syntax.bounds().isEmpty()) {
      return standard;
    }
    DimensionSyntax.Bounds bounds = syntax.bounds().get();
    long step = bounds.step().orElse(1);
    if (bounds.minimum() > bounds.maximum()) {
      reporter.error(DIMENSION_BOUNDS, bounds.span(), "the lower bound is above the upper one");
      return standard;
    }
    if (bounds.minimum() % step != 0 || bounds.maximum() % step != 0) {
      reporter.report(
          Diagnostic.error(
                  DIMENSION_BOUNDS, bounds.span(), "the bounds are not multiples of the step")
              .help("`step " + step + "` means that `" + name + "` is a multiple of " + step));
      return standard;
    }
    return new Dimension(name, bounds.minimum(), bounds.maximum(), step, syntax.name().span());
  }

  /// Reports the dimensions that no axis of an argument determines.
  void checkBound(List<Tensor> arguments) {
    for (Dimension dimension : free) {
      Extent alone = Extent.of(dimension);
      if (arguments.stream().noneMatch(tensor -> tensor.shape().contains(alone))) {
        reporter.report(
            Diagnostic.error(
                    UNBOUND_DIMENSION,
                    dimension.span(),
                    "no argument determines the dimension `" + dimension + "`")
                .help(
                    "use it alone as the extent of an axis, or define it by an equation: `%s = ...`"
                        .formatted(dimension)));
      }
    }
  }
}
