package dev.halfbyte.driver.eval;

import dev.halfbyte.driver.verify.ClampCounter;
import dev.halfbyte.interp.ValueObserver;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Compares the codes of an integer run with the values of a float run.
final class CodedValues implements ValueObserver {
  private final CodeScales scales;
  private final FloatValues floats;
  private final SortedMap<LayerKey, LayerFigure> figures = new TreeMap<>();
  private final Map<LayerKey, Integer> iterations = new HashMap<>();
  private final ClampCounter clamps = new ClampCounter();

  /// By program, the node that finishes the codes of a name.
  private final IdentityHashMap<Program, Map<LayerKey, Value>> last = new IdentityHashMap<>();

  CodedValues(CodeScales scales, FloatValues floats) {
    this.scales = scales;
    this.floats = floats;
  }

  SortedMap<LayerKey, LayerFigure> figures() {
    return figures;
  }

  ClampCounter clamps() {
    return clamps;
  }

  @Override
  public void observe(Program scope, Node node, Value value, Tensor tensor) {
    clamps.observe(scope, node, value, tensor);
    Optional<LayerKey> key = makesCodes(node) ? CodeScales.key(node) : Optional.empty();
    if (key.isPresent()
        && value.equals(last.computeIfAbsent(scope, CodedValues::last).get(key.get()))) {
      int iteration = iterations.merge(key.get(), 1, Integer::sum) - 1;
      compare(scope, node, key.get(), iteration, tensor);
    }
  }

  private void compare(Program scope, Node node, LayerKey key, int iteration, Tensor codes) {
    Optional<Float> scale = scales.of(key, iteration);
    Optional<Tensor> wanted =
        floats
            .of(key.path(), iteration)
            .filter(tensor -> tensor.type().shape().equals(codes.type().shape()));
    if (scale.isEmpty() || wanted.isEmpty()) {
      return;
    }
    LayerFigure figure = figures.computeIfAbsent(key, _ -> new LayerFigure());
    SignalToNoise ratio = figure.iteration(iteration);
    double step = scale.get();
    for (int i = 0; i < codes.count(); i++) {
      ratio.add(wanted.get().floatAt(i), step * key.encoding().decode(codes.longAt(i)));
    }
    figure.clamps().observe(scope, node, node.value(), codes);
  }

  private static Map<LayerKey, Value> last(Program program) {
    Map<LayerKey, Value> last = new HashMap<>();
    for (Node node : program.nodes()) {
      if (makesCodes(node)) {
        CodeScales.key(node).ifPresent(key -> last.put(key, node.value()));
      }
    }
    return last;
  }

  private static boolean makesCodes(Node node) {
    return node.op() instanceof Quantize
        || node.op() instanceof Requantize
        || node.op() instanceof RequantizeAdd
        || node.op() instanceof Lookup;
  }
}
