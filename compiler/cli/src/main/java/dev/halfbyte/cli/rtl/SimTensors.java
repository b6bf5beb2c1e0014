package dev.halfbyte.cli.rtl;

import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Tensors in the simulator's own type and back; the simulator knows no compiler class.
public final class SimTensors {
  private SimTensors() {}

  public static List<dev.halfbyte.sim.harness.Tensor> toSim(Map<String, Tensor> inputs) {
    List<dev.halfbyte.sim.harness.Tensor> tensors = new ArrayList<>();
    inputs.forEach((name, tensor) -> {
      List<Integer> shape =
          Arrays.stream(tensor.type().shape().extents()).mapToObj(Math::toIntExact).toList();
      tensors.add(dev.halfbyte.sim.harness.Tensor.ofBytes(name, shape, tensor.bytes()));
    });
    return tensors;
  }

  public static SequencedMap<String, Tensor> fromSim(
      List<dev.halfbyte.sim.harness.Tensor> tensors) {
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    for (dev.halfbyte.sim.harness.Tensor tensor : tensors) {
      Shape shape = Shape.of(tensor.shape().stream().mapToLong(Integer::longValue).toArray());
      outputs.put(tensor.name(), Tensor.ofFloats(shape, tensor.values()));
    }
    return outputs;
  }
}
