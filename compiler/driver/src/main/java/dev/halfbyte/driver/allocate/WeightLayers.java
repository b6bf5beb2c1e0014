package dev.halfbyte.driver.allocate;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.scan.ScanIterations;
import dev.halfbyte.quant.annotate.ValueNames;
import dev.halfbyte.quant.policy.NumericsPolicy;
import dev.halfbyte.quant.scan.ScanBodies.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;

/// Finds the layers of a kernel.
final class WeightLayers {
  private final Map<String, Long> dims;
  private final SequencedMap<String, Found> found = new LinkedHashMap<>();

  private WeightLayers(Map<String, Long> dims) {
    this.dims = Map.copyOf(dims);
  }

  /// What is known about a weight so far.
  ///
  /// @param contraction the first
  /// @param data by iteration
  private record Found(String contraction, List<Tensor> data, long products) {}

  /// The layers of a prepared program, in the order of its contractions.
  ///
  /// @param dims of one run
  /// @throws dev.halfbyte.source.DiagnosticException when there are none
  static List<WeightLayer> of(Program prepared, NumericsPolicy policy, Map<String, Long> dims) {
    WeightLayers layers = new WeightLayers(dims);
    Iterations.each(prepared, layers::visit);
    if (layers.found.isEmpty()) {
      throw AllocateCode.NO_LAYERS.fault(
          "kernel `" + prepared.name() + "` multiplies no weights",
          "widths are found for the weights of contractions, such as w in sum[e](x[e] * w[o, e])");
    }
    List<WeightLayer> all = new ArrayList<>();
    List<String> order = new ArrayList<>();
    order(prepared, new ValueNames(prepared), order);
    SequencedMap<String, Found> ordered = new LinkedHashMap<>();
    order.forEach(name -> ordered.put(name, Objects.requireNonNull(layers.found.get(name))));
    ordered.forEach((name, found) ->
        all.add(
            new WeightLayer(
                name,
                found.contraction(),
                distinct(found.data()),
                found.products(),
                policy.weight(List.of(name, found.contraction())).setting())));
    return all;
  }

  /// Names of weights in the order of the contractions, bodies of scans where these stand.
  private static void order(Program program, ValueNames names, List<String> into) {
    List<WeightUse> uses = WeightUse.in(program, names);
    for (Node node : program.nodes()) {
      uses.stream().filter(use -> use.node().equals(node)).map(WeightUse::name).forEach(into::add);
      if (node.op() instanceof Scan scan) {
        Program body = ScanIterations.of(program, scan, program.dims()).body(0);
        order(body, new ValueNames(body, names.of(node.results().getFirst().value())), into);
      }
    }
  }

  private void visit(Program program, ValueNames names, Place place) {
    for (WeightUse use : WeightUse.in(program, names)) {
      Optional<Found> before = Optional.ofNullable(found.get(use.name()));
      List<Tensor> data = new ArrayList<>(before.map(Found::data).orElse(List.of()));
      if (data.size() <= place.number()) {
        data.add(use.data().data());
      }
      found.put(
          use.name(),
          new Found(
              before.map(Found::contraction).orElse(use.contraction()),
              data,
              before.map(Found::products).orElse(0L) + products(program, use)));
    }
  }

  /// What all iterations share is one tensor.
  private static List<Tensor> distinct(List<Tensor> data) {
    Tensor first = data.getFirst();
    return data.stream().allMatch(first::equals) ? List.of(first) : data;
  }

  private long products(Program program, WeightUse use) {
    Map<String, Dim> extents = new HashMap<>();
    bind(program, use.op().left(), use.op().einsum().left(), extents);
    bind(program, use.op().right(), use.op().einsum().right(), extents);
    return extents.values().stream()
        .mapToLong(dim -> dim.evaluate(dims))
        .reduce(1, (a, b) -> a * b);
  }

  private static void bind(
      Program program, Value value, List<String> labels, Map<String, Dim> extents) {
    List<Dim> shape = Objects.requireNonNull(program.types().get(value)).shape().dims();
    for (int i = 0; i < labels.size(); i++) {
      extents.put(labels.get(i), shape.get(i));
    }
  }
}
