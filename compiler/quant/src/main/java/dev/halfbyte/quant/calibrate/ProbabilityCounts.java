package dev.halfbyte.quant.calibrate;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.quant.annotate.Sites;
import dev.halfbyte.quant.codes.SearchedFamily;
import dev.halfbyte.quant.codes.TableSearch;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.policy.Setting;
import dev.halfbyte.quant.policy.SoftmaxChoice;
import dev.halfbyte.quant.softmax.ProbabilityTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What softmaxes give whose codes are yet to be fitted: for `norm early` the probabilities, for
/// `norm late` their parts of the largest of their row, each counted by its square, so that errors
/// are those of probabilities.
final class ProbabilityCounts {
  private static final double ROW_WEIGHT = 1 << 20;

  private final IdentityHashMap<Program, Map<Value, Fitted>> fitted = new IdentityHashMap<>();
  private final SortedMap<String, FloatHistogram> counts = new TreeMap<>();

  /// A softmax and the codes of its result.
  private record Fitted(
      String path, SearchedFamily family, Setting.Activation codes, boolean late, boolean masked) {
    String written() {
      return codes.codes() + " " + (late ? SoftmaxChoice.LATE : SoftmaxChoice.EARLY);
    }

    IntType storage() {
      return codes.storage();
    }
  }

  /// @param sites of every program that runs
  ProbabilityCounts(Map<Program, Sites> sites, NumericsPolicy policy) {
    sites.forEach((program, of) -> {
      Map<Value, Fitted> here = new HashMap<>();
      for (Node node : policy.quantized() ? program.nodes() : List.<Node>of()) {
        fitted(node, of, policy)
            .ifPresent(found -> {
              here.put(node.value(), found);
              counts.put(found.path(), new FloatHistogram());
            });
      }
      fitted.put(program, here);
    });
  }

  private static Optional<Fitted> fitted(Node node, Sites sites, NumericsPolicy policy) {
    if (!(node.op() instanceof Softmax softmax)) {
      return Optional.empty();
    }
    String path = sites.name(node.value());
    List<String> paths = new ArrayList<>(List.of(path));
    node.path().ifPresent(paths::add);
    SoftmaxChoice form = policy.softmax(paths).setting().choice();
    Setting.Activation codes = policy.probability(List.of(path)).setting();
    boolean coded = form == SoftmaxChoice.LATE || form == SoftmaxChoice.EARLY;
    return coded && codes.family() instanceof SearchedFamily family
        ? Optional.of(
            new Fitted(path, family, codes, form == SoftmaxChoice.LATE, softmax.mask().isPresent()))
        : Optional.empty();
  }

  /// Counts the elements of `tensor` if `value` is such a softmax; absent elements are zero and
  /// have a code of their own.
  void observe(Program program, Value value, Tensor tensor) {
    Fitted here = fitted.getOrDefault(program, Map.of()).get(value);
    if (here == null) {
      return;
    }
    FloatHistogram into = Objects.requireNonNull(counts.get(here.path()));
    Shape shape = tensor.type().shape();
    float[] values = tensor.floats();
    int row = Math.toIntExact(shape.dim(shape.rank() - 1).fixed());
    for (int begin = 0; begin < values.length; begin += row) {
      countRow(into, values, begin, begin + row, here.late());
    }
  }

  private static void countRow(
      FloatHistogram into, float[] values, int begin, int end, boolean late) {
    double largest = 0;
    for (int i = begin; i < end; i++) {
      largest = Math.max(largest, values[i]);
    }
    long times = late ? Math.max(1, Math.round(largest * largest * ROW_WEIGHT)) : 1;
    for (int i = begin; i < end; i++) {
      if (values[i] > 0) {
        into.add(late ? (float) (values[i] / largest) : values[i], times);
      }
    }
  }

  /// Adds the counts of a worker.
  synchronized void merge(ProbabilityCounts other) {
    counts.forEach((path, into) -> into.merge(Objects.requireNonNull(other.counts.get(path))));
  }

  /// Fits all of them; the reach is 1, which is the largest of either kind.
  void fit(TableFits tables) {
    for (Map<Value, Fitted> here : fitted.values()) {
      for (Fitted softmax : here.values()) {
        tables.fit(
            softmax.path(),
            softmax.written(),
            softmax.family(),
            softmax.storage(),
            Objects.requireNonNull(counts.get(softmax.path())),
            1,
            TableSearch.WHOLE,
            family ->
                ProbabilityTables.suits(
                    family, softmax.storage().bits(), softmax.late(), softmax.masked()));
      }
    }
  }
}
