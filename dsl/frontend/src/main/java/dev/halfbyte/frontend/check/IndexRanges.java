package dev.halfbyte.frontend.check;

import static dev.halfbyte.frontend.fault.FrontendCode.INDEX_CLASH;
import static dev.halfbyte.frontend.fault.FrontendCode.INDEX_WITHOUT_EXTENT;
import static dev.halfbyte.frontend.fault.FrontendCode.OUT_OF_BOUNDS;
import static dev.halfbyte.frontend.fault.FrontendCode.SHAPE;

import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.frontend.ast.IndexExpression;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Bounds;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The indices of one definition and how far each runs.
///
/// An index has the extent that is stated with it; else that of the axes it subscripts alone, which
/// must agree. Accesses with `else` count only for an index that nothing else bounds. All other
/// accesses must be inside their tensor for all values of indices and dimensions.
final class IndexRanges {
  private record Use(
      Tensor tensor, int axis, IndexExpression subscript, boolean padded, Span span) {
    Extent extent() {
      return tensor.shape().get(axis);
    }
  }

  private final Reporter reporter;
  private final Map<Index, Optional<Extent>> stated = new LinkedHashMap<>();
  private final List<Use> uses = new ArrayList<>();
  private final List<Index> axes = new ArrayList<>();

  IndexRanges(Reporter reporter) {
    this.reporter = reporter;
  }

  /// Adds an index, with its extent if that is stated.
  void add(Index index, Optional<Extent> extent) {
    stated.put(index, extent);
  }

  /// Adds an index that stands for an axis of a whole-tensor expression.
  void addAxis(Index index) {
    add(index, Optional.empty());
    axes.add(index);
  }

  /// Whether an index belongs to this definition.
  boolean owns(Index index) {
    return stated.containsKey(index);
  }

  /// Notes an access of `axis`.
  void use(Tensor tensor, int axis, IndexExpression subscript, boolean padded, Span span) {
    uses.add(new Use(tensor, axis, subscript, padded, span));
  }

  /// The extent of every index; absent if something was reported.
  Optional<Map<Index, Extent>> resolve() {
    Map<Index, Extent> extents = new LinkedHashMap<>();
    stated.forEach((index, extent) ->
        extent.or(() -> inferred(index)).ifPresent(found -> extents.put(index, found)));
    if (extents.size() < stated.size()) {
      return Optional.empty();
    }
    boolean inside = true;
    for (Use use : uses) {
      inside &= use.padded || isInside(use, extents);
    }
    return inside ? Optional.of(extents) : Optional.empty();
  }

  private Optional<Extent> inferred(Index index) {
    List<Use> alone =
        uses.stream().filter(u -> u.subscript.bare().equals(Optional.of(index))).toList();
    List<Use> strict = alone.stream().filter(u -> !u.padded).toList();
    List<Use> candidates = strict.isEmpty() ? alone : strict;
    if (candidates.isEmpty()) {
      reporter.report(
          Diagnostic.error(
                  INDEX_WITHOUT_EXTENT,
                  index.span(),
                  "nothing says how far the index `" + index + "` runs")
              .help("state its extent: `" + index + ": extent`"));
      return Optional.empty();
    }
    Use first = candidates.getFirst();
    boolean agree = true;
    for (Use use : candidates) {
      if (!use.extent().equals(first.extent())) {
        agree = false;
        reporter.report(clash(index, first, use));
      }
    }
    return agree ? Optional.of(first.extent()) : Optional.empty();
  }

  private Diagnostic clash(Index index, Use first, Use second) {
    Diagnostic diagnostic =
        axes.contains(index)
            ? Diagnostic.error(
                SHAPE,
                second.span,
                "axis %d of `%s` has extent `%s`, but axis %d of `%s` has `%s`"
                    .formatted(
                        second.axis,
                        second.tensor.name(),
                        second.extent(),
                        first.axis,
                        first.tensor.name(),
                        first.extent()))
            : Diagnostic.error(
                INDEX_CLASH,
                second.span,
                "the index `%s` runs to `%s` here and to `%s` elsewhere"
                    .formatted(index, second.extent(), first.extent()));
    return diagnostic.label(
        first.span, "axis %d of `%s`".formatted(first.axis, first.tensor.name()));
  }

  private boolean isInside(Use use, Map<Index, Extent> extents) {
    boolean given =
        use.subscript.bare().map(i -> use.extent().equals(extents.get(i))).orElse(false);
    if (given) {
      return true;
    }
    try {
      Extent lowest = extreme(use.subscript, extents, -1);
      Extent highest = extreme(use.subscript, extents, 1);
      Extent last = use.extent().minus(Extent.ONE);
      if (!Bounds.isNonNegative(lowest)) {
        outside(use, "goes down to `%s`".formatted(lowest));
        return false;
      }
      if (!Bounds.isNonNegative(last.minus(highest))) {
        outside(use, "goes up to `%s`, the axis ends at `%s`".formatted(highest, last));
        return false;
      }
      return true;
    } catch (ArithmeticException e) {
      outside(use, "is too large to reason about");
      return false;
    }
  }

  private void outside(Use use, String reason) {
    reporter.report(
        Diagnostic.error(
                OUT_OF_BOUNDS,
                use.span,
                "the subscript `%s` of axis %d of `%s` %s"
                    .formatted(use.subscript, use.axis, use.tensor.name(), reason))
            .label(use.tensor.span(), "declared with the extent `" + use.extent() + "`")
            .help("narrow the index (`i: extent`), or read 0 outside: `x[i + 1 else 0]`"));
  }

  /// The largest (`sign` 1) or smallest (-1) value of a subscript over its indices.
  private static Extent extreme(IndexExpression subscript, Map<Index, Extent> extents, int sign) {
    Extent result = subscript.offset();
    for (IndexExpression.Term term : subscript.terms()) {
      Extent extent = extents.get(term.index());
      if (extent != null && Long.signum(term.coefficient()) == sign) {
        result = result.plus(extent.minus(Extent.ONE).times(term.coefficient()));
      }
    }
    return result;
  }
}
