package dev.halfbyte.driver.bind;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// Finds the values of symbolic dims from the shapes of given weights and from values given by
/// hand, which may leave some open.
final class DimSolver {
  private final Map<String, DimDeclaration> declared = new TreeMap<>();
  private final SortedMap<String, Long> values = new TreeMap<>();
  private final Map<String, String> sources = new TreeMap<>();

  DimSolver(Program program) {
    program.dims().forEach(d -> declared.put(d.name(), d));
  }

  /// Checks a tensor against a parameter and learns the dims that are whole extents of it.
  DimSolver learn(Parameter parameter, Tensor tensor) {
    Shape expected = parameter.type().shape();
    long[] actual = tensor.type().shape().extents();
    if (!tensor.type().elem().equals(parameter.type().elem())) {
      throw fault(
          BindCode.WRONG_DTYPE,
          "`%s` has elements %s, the kernel takes %s"
              .formatted(parameter.name(), tensor.type().elem(), parameter.type().elem()),
          "convert the tensor before saving it");
    }
    if (actual.length != expected.rank()) {
      throw shapeFault(parameter, tensor);
    }
    for (int axis = 0; axis < actual.length; axis++) {
      Optional<String> symbol = bareSymbol(expected.dim(axis));
      if (symbol.isPresent()) {
        set(symbol.get(), actual[axis], "`" + parameter.name() + "`");
      }
    }
    Shape bound = expected.bind(values);
    for (int axis = 0; axis < actual.length; axis++) {
      if (bound.dim(axis).isFixed() && bound.dim(axis).fixed() != actual[axis]) {
        throw shapeFault(parameter, tensor);
      }
    }
    return this;
  }

  /// Learns what only one value of a dim explains, e.g. `n` from a weight with `2*n` rows.
  DimSolver infer(Parameter parameter, Tensor tensor) {
    long[] actual = tensor.type().shape().extents();
    for (int axis = 0; axis < actual.length; axis++) {
      Dim extent = parameter.type().shape().dim(axis).bind(values);
      if (extent.symbols().size() == 1) {
        String symbol = extent.symbols().iterator().next();
        List<Long> possible = admitted(symbol, extent, actual[axis]);
        if (possible.isEmpty()) {
          throw shapeFault(parameter, tensor);
        }
        if (possible.size() == 1) {
          set(symbol, possible.getFirst(), "`" + parameter.name() + "`");
        }
      }
    }
    return this;
  }

  /// The values of a dim, two at most, for which an extent is as it should be.
  private List<Long> admitted(String symbol, Dim extent, long expected) {
    DimDeclaration declaration = declared.get(symbol);
    return declaration == null
        ? List.of()
        : LongStream.iterate(
                declaration.min(), v -> v <= declaration.max(), v -> v + declaration.step())
            .filter(value -> extent.bind(Map.of(symbol, value)).equals(Dim.of(expected)))
            .limit(2)
            .boxed()
            .toList();
  }

  /// Refuses a weight whose shape is not that of the parameter, or not known to be.
  void require(Parameter parameter, Tensor tensor) {
    Shape bound = parameter.type().shape().bind(values);
    for (int axis = 0; axis < bound.rank(); axis++) {
      Dim extent = bound.dim(axis);
      if (!extent.isFixed()) {
        throw fault(
            BindCode.OPEN_DIM,
            "`%s` has shape %s, which leaves %s of %s open"
                .formatted(
                    parameter.name(),
                    tensor.type().shape(),
                    String.join(", ", extent.symbols()),
                    bound),
            "give it with --dim");
      }
      if (extent.fixed() != tensor.type().shape().dim(axis).fixed()) {
        throw shapeFault(parameter, tensor);
      }
    }
  }

  /// Takes a value that was given by hand; one of a dim that is not declared is ignored.
  DimSolver give(String dim, long value) {
    set(dim, value, "--dim");
    return this;
  }

  /// What is known so far.
  SortedMap<String, Long> values() {
    return Collections.unmodifiableSortedMap(values);
  }

  private void set(String dim, long value, String source) {
    DimDeclaration declaration = declared.get(dim);
    if (declaration == null) {
      return;
    }
    if (!declaration.admits(value)) {
      throw fault(
          BindCode.DIM_OUT_OF_BOUNDS,
          "dim `%s` is %d from %s, declared %d..%d%s"
              .formatted(
                  dim,
                  value,
                  source,
                  declaration.min(),
                  declaration.max(),
                  declaration.step() == 1 ? "" : " step " + declaration.step()),
          "change the bounds in the kernel, or the data");
    }
    Long known = values.put(dim, value);
    if (known != null && known != value) {
      throw fault(
          BindCode.DIM_CLASH,
          "dim `%s` is %d from %s and %d from %s"
              .formatted(dim, known, sources.get(dim), value, source),
          "both must agree; weights for other dims are taken with --folder or --weights");
    }
    sources.put(dim, source);
  }

  private DiagnosticException shapeFault(Parameter parameter, Tensor tensor) {
    return fault(
        BindCode.WRONG_SHAPE,
        "`%s` has shape %s, the kernel takes %s"
            .formatted(
                parameter.name(), tensor.type().shape(), parameter.type().shape().bind(values)),
        "reshape the tensor, or change the kernel's dims");
  }

  private static Optional<String> bareSymbol(Dim dim) {
    boolean bare =
        dim.terms().size() == 1
            && dim.terms().getFirst().coefficient() == 1
            && dim.terms().getFirst().factors().size() == 1;
    return bare && dim.terms().getFirst().factors().getFirst() instanceof Dim.Symbol symbol
        ? Optional.of(symbol.name())
        : Optional.empty();
  }

  static DiagnosticException fault(BindCode code, String message, String help) {
    return new DiagnosticException(Diagnostic.error(code, message).help(help));
  }
}
