package dev.halfbyte.driver.bind;

import dev.halfbyte.frontend.ast.Kernel;
import dev.halfbyte.frontend.extent.Dimension;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.Suggestions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// Values of dims that a user gives by hand.
public final class GivenDims {
  private final Kernel kernel;
  private final List<Diagnostic> faults = new ArrayList<>();

  private GivenDims(Kernel kernel) {
    this.kernel = kernel;
  }

  /// Those of `given` that are free in `kernel`. A dim whose bounds leave one value may be given
  /// that value.
  ///
  /// @throws DiagnosticException for names that are no dim of the kernel, and for dims that follow
  ///   from an equation or have another value
  public static SortedMap<String, Long> of(Kernel kernel, Map<String, Long> given) {
    GivenDims checked = new GivenDims(kernel);
    SortedMap<String, Long> free = new TreeMap<>();
    new TreeMap<>(given)
        .forEach((name, value) -> {
          if (kernel.dimensions().stream().map(Dimension::name).anyMatch(name::equals)) {
            free.put(name, value);
          } else {
            checked.requireDerived(name, value);
          }
        });
    if (!checked.faults.isEmpty()) {
      throw new DiagnosticException(checked.faults);
    }
    return Collections.unmodifiableSortedMap(free);
  }

  private void requireDerived(String name, long value) {
    Optional<Kernel.Derived> derived =
        kernel.derived().stream().filter(dim -> dim.name().equals(name)).findFirst();
    if (derived.isEmpty()) {
      List<String> names = kernel.dimensions().stream().map(Dimension::name).toList();
      faults.add(
          Diagnostic.error(
                  BindCode.UNKNOWN_DIM,
                  "kernel `%s` has no dim `%s`".formatted(kernel.name(), name))
              .help(
                  Suggestions.didYouMean(name, names)
                      .orElse(
                          names.isEmpty()
                              ? "it has no dims at all"
                              : "its dims are " + String.join(", ", names))));
      return;
    }
    OptionalLong fixed = derived.orElseThrow().extent().constant();
    if (fixed.isEmpty()) {
      faults.add(
          Diagnostic.error(BindCode.DIM_CLASH, "`%s` follows from its equation".formatted(name))
              .help("leave `--dim %s` out and give the dims that it is made of".formatted(name)));
    } else if (fixed.getAsLong() != value) {
      faults.add(
          Diagnostic.error(
                  BindCode.DIM_OUT_OF_BOUNDS,
                  "`%s` is always %d, not %d".formatted(name, fixed.getAsLong(), value))
              .help("leave `--dim %s` out".formatted(name)));
    }
  }
}
