package dev.halfbyte.backend.jvm.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the values of the dims from the shapes of the inputs and checks them.
final class DimSolver {
  private final KernelSpec spec;

  DimSolver(KernelSpec spec) {
    this.spec = spec;
  }

  /// Values in the order of the declarations.
  long[] solve(Map<String, Array> inputs, Map<String, Long> given) {
    List<KernelSpec.Dim> dims = spec.dims();
    for (String name : given.keySet()) {
      if (dims.stream().noneMatch(d -> d.name().equals(name))) {
        throw new KernelError(KernelFault.DIM, "there is no dim `" + name + "`");
      }
    }
    for (String name : inputs.keySet()) {
      if (spec.arguments().stream().noneMatch(a -> a.input() && a.name().equals(name))) {
        throw new KernelError(KernelFault.INPUT, "there is no input `" + name + "`");
      }
    }
    long[] values = new long[dims.size()];
    for (int i = 0; i < values.length; i++) {
      KernelSpec.Dim dim = dims.get(i);
      values[i] =
          Optional.ofNullable(given.get(dim.name()))
              .or(() -> fromShapes(dim, inputs))
              .orElseThrow(() ->
                  new KernelError(
                      KernelFault.DIM,
                      "dim `"
                          + dim.name()
                          + "` follows from no input; give `--dim "
                          + dim.name()
                          + "=N`"));
      check(dim, values[i]);
    }
    return values;
  }

  private Optional<Long> fromShapes(KernelSpec.Dim dim, Map<String, Array> inputs) {
    for (KernelSpec.DimSource source : dim.sources()) {
      KernelSpec.Argument argument = spec.arguments().get(source.argument());
      Array array = inputs.get(argument.name());
      if (array != null && array.shape().length == argument.shape().size()) {
        long rest = array.shape()[source.axis()] - source.constant();
        if (rest % source.coefficient() == 0) {
          return Optional.of(rest / source.coefficient());
        }
      }
    }
    return Optional.empty();
  }

  private static void check(KernelSpec.Dim dim, long value) {
    if (value < dim.min() || value > dim.max() || value % dim.step() != 0) {
      String steps = dim.step() == 1 ? "" : " in steps of " + dim.step();
      throw new KernelError(
          KernelFault.DIM,
          "dim `%s` is %d, declared as %d..%d%s"
              .formatted(dim.name(), value, dim.min(), dim.max(), steps));
    }
  }
}
