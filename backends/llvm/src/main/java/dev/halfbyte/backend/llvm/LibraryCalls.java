package dev.halfbyte.backend.llvm;

import dev.halfbyte.backend.llvm.run.Job;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.source.CompilerBug;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;

/// Tensors as the arguments of a library's C interface, and its results as tensors.
public final class LibraryCalls {
  private LibraryCalls() {}

  /// The call that computes `program` on `inputs`.
  public static Job job(
      IsaVariant variant,
      Program program,
      SortedMap<String, Long> dims,
      SequencedMap<String, Tensor> inputs) {
    List<Long> extents = program.dims().stream().map(dim -> required(dims, dim.name())).toList();
    List<byte[]> arguments =
        program.parameters().stream()
            .map(parameter -> required(inputs, parameter.name()).bytes())
            .toList();
    List<Long> outputBytes = new ArrayList<>();
    for (TensorType type : outputTypes(program, dims).values()) {
      outputBytes.add(type.shape().count().fixed() * type.elem().bytes());
    }
    return new Job(variant.featureBit(), extents, arguments, outputBytes);
  }

  /// Result bytes as the tensors that `program` declares.
  public static SequencedMap<String, Tensor> outputs(
      Program program, SortedMap<String, Long> dims, Job.Result result) {
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    outputTypes(program, dims)
        .forEach((name, type) ->
            outputs.put(name, Tensor.ofBytes(type, result.outputs().get(outputs.size()))));
    return outputs;
  }

  private static SequencedMap<String, TensorType> outputTypes(
      Program program, SortedMap<String, Long> dims) {
    Map<Value, TensorType> types = program.types();
    SequencedMap<String, TensorType> outputs = new LinkedHashMap<>();
    for (Output output : program.outputs()) {
      outputs.put(output.name(), required(types, output.value()).bind(dims));
    }
    return outputs;
  }

  private static <K, V> V required(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new CompilerBug("a run without a value for " + key);
    }
    return value;
  }
}
