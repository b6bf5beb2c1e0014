package dev.halfbyte.conformance.fuzz;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Small arguments for programs that nobody has written data for.
final class Sample {
  private Sample() {}

  /// The least admissible value of each dim that is at least 2, else the greatest.
  static SortedMap<String, Long> dims(Program program) {
    SortedMap<String, Long> dims = new TreeMap<>();
    for (DimDeclaration dim : program.dims()) {
      long least = Math.ceilDiv(Math.max(2, dim.min()), dim.step()) * dim.step();
      dims.put(dim.name(), least <= dim.max() ? least : dim.max() / dim.step() * dim.step());
    }
    return dims;
  }

  /// Tensors for the parameters of `kind`, each with its own fixed data.
  static SortedMap<String, Tensor> tensors(
      Program program, Parameter.Kind kind, Map<String, Long> dims) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    for (Parameter parameter : program.parameters(kind)) {
      tensors.put(parameter.name(), tensor(parameter.type().bind(dims), parameter.value().id()));
    }
    return tensors;
  }

  /// Arguments for all parameters.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException when the least dims do not fit each other
  static Arguments arguments(Program program, Map<String, Long> dims) {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    for (Parameter.Kind kind : Parameter.Kind.values()) {
      tensors.putAll(tensors(program, kind, dims));
    }
    return Arguments.of(program, tensors, dims);
  }

  private static Tensor tensor(TensorType type, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    if (type.elem().equals(ElemType.F32)) {
      return Tensor.generateFloats(type.shape(), _ -> random.nextInt(-16, 17) / 8.0);
    }
    IntType storage = ElemType.storage(type.elem()).orElse(new IntType(1, false));
    return Tensor.generateInts(
        type, _ -> Math.clamp(random.nextLong(-9, 10), storage.min(), storage.max()));
  }
}
