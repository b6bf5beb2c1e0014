package dev.halfbyte.quant.calibrate;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
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

/// What softmaxes give whose codes are yet to be fitted, so that their numbers are closest to the
/// probabilities, in the mean square, as the integer form makes them.
final class ProbabilityFits {
  private final IdentityHashMap<Program, Map<Value, Fitted>> fitted = new IdentityHashMap<>();
  private final SortedMap<String, ProbabilityRows> rows = new TreeMap<>();

  /// A softmax and the codes of its result.
  private record Fitted(
      String path, SearchedFamily family, Setting.Activation codes, boolean late, boolean masked) {
    String written() {
      return codes.codes() + " " + (late ? SoftmaxChoice.LATE : SoftmaxChoice.EARLY);
    }
  }

  /// @param sites of every program that runs
  ProbabilityFits(Map<Program, Sites> sites, NumericsPolicy policy) {
    sites.forEach((program, of) -> {
      Map<Value, Fitted> here = new HashMap<>();
      for (Node node : policy.quantized() ? program.nodes() : List.<Node>of()) {
        fitted(node, of, policy)
            .ifPresent(found -> {
              here.put(node.value(), found);
              rows.put(
                  found.path(), new ProbabilityRows(found.codes().storage().bits(), found.late()));
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

  /// Keeps rows of `tensor` if `value` is such a softmax.
  void observe(int sample, Program program, Value value, Tensor tensor) {
    Fitted here = fitted.getOrDefault(program, Map.of()).get(value);
    if (here != null) {
      Objects.requireNonNull(rows.get(here.path())).keep(sample, tensor);
    }
  }

  /// Adds the rows of a worker.
  synchronized void merge(ProbabilityFits other) {
    rows.forEach((path, into) -> into.merge(Objects.requireNonNull(other.rows.get(path))));
  }

  /// Fits all of them; the reach is 1, the largest probability.
  void fit(TableFits tables) {
    for (Map<Value, Fitted> here : fitted.values()) {
      for (Fitted softmax : here.values()) {
        tables.fit(
            softmax.path(),
            softmax.written(),
            softmax.family(),
            Objects.requireNonNull(rows.get(softmax.path())),
            1,
            TableSearch.WHOLE,
            family ->
                ProbabilityTables.suits(
                    family, softmax.codes().storage().bits(), softmax.late(), softmax.masked()));
      }
    }
  }
}
