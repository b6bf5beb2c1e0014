package dev.halfbyte.quant.rounding;

import dev.halfbyte.interp.ValueObserver;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.quant.calibrate.Calibrator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Keeps what the layers of one sample see.
final class LayerObserver implements ValueObserver {
  /// A layer in an iteration of a scan.
  record LayerKey(String weight, int iteration) {}

  /// What a layer saw once.
  ///
  /// @param exact the same before its codes, of the same shape
  record Seen(LayerKey key, Tensor input, Tensor exact) {}

  private final int sample;
  private final LayerInputs inputs;
  private final Set<String> wanted;
  private final RowSums rows;
  private final List<Seen> seen = new ArrayList<>();
  private final Map<Value, Tensor> exact = new HashMap<>();
  private final Map<LayerInputs.Input, Integer> iterations = new HashMap<>();

  /// @param wanted names of weights
  /// @param rows where those of softmaxes go
  LayerObserver(int sample, LayerInputs inputs, Set<String> wanted, RowSums rows) {
    this.rows = rows;
    this.sample = sample;
    this.inputs = inputs;
    this.wanted = wanted;
  }

  List<Seen> seen() {
    return seen;
  }

  @Override
  public void observe(Program scope, Node node, Value value, Tensor tensor) {
    rows.observe(node, tensor);
    observe(scope, value, () -> tensor);
  }

  @Override
  public void argument(Program scope, Parameter parameter, Supplier<Tensor> tensor) {
    observe(scope, parameter.value(), tensor);
  }

  private void observe(Program scope, Value value, Supplier<Tensor> tensor) {
    for (LayerInputs.Input input : inputs.in(scope)) {
      if (!wanted.contains(input.weight())) {
        continue;
      }
      if (input.exact().filter(value::equals).isPresent()) {
        exact.put(value, finite(input, tensor.get()));
      }
      if (input.value().equals(value)) {
        int iteration = iterations.merge(input, 1, Integer::sum) - 1;
        Tensor behind = finite(input, tensor.get());
        Tensor before = input.exact().map(exact::get).orElse(behind);
        seen.add(new Seen(new LayerKey(input.weight(), iteration), behind, before));
      }
    }
  }

  private Tensor finite(LayerInputs.Input input, Tensor tensor) {
    for (int i = 0; i < tensor.count(); i++) {
      Calibrator.requireFinite(sample, "input of " + input.weight(), tensor, i);
    }
    return tensor;
  }
}
