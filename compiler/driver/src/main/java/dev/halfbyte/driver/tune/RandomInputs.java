package dev.halfbyte.driver.tune;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/// Inputs of a program at random, of a fixed seed: floats normal, codes and integers alike likely.
public final class RandomInputs {
  private static final int SEED = 1;

  private RandomInputs() {}

  /// Whether `dims` say how large all inputs are.
  public static boolean fit(Program program, Map<String, Long> dims) {
    return open(program, dims).isEmpty();
  }

  /// @param dims a value for every dim of the program
  /// @throws DiagnosticException where one is missing or out of its bounds
  public static Arguments of(Program program, Map<String, Long> dims) {
    List<String> open = open(program, dims);
    if (!open.isEmpty()) {
      throw new DiagnosticException(
          Diagnostic.error(
                  TuneCode.OPEN_DIM,
                  "no inputs are given, and dim `%s` has no value".formatted(open.getFirst()))
              .help("say `--dim %s=N`, or give inputs by `--data`".formatted(open.getFirst())));
    }
    Random random = new Random(SEED);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : program.parameters(Parameter.Kind.INPUT)) {
      tensors.put(parameter.name(), tensor(parameter.type().bind(dims), random));
    }
    return Arguments.of(program, tensors, dims);
  }

  private static List<String> open(Program program, Map<String, Long> dims) {
    return program.dims().stream()
        .map(DimDeclaration::name)
        .filter(name -> !dims.containsKey(name))
        .toList();
  }

  private static Tensor tensor(TensorType type, Random random) {
    return switch (type.elem()) {
      case ElemType.FloatType _ -> Tensor.generateFloats(type.shape(), _ -> random.nextGaussian());
      case ElemType.BoolType _ -> Tensor.generateInts(type, _ -> random.nextInt(2));
      case ElemType.IntType i -> Tensor.generateInts(type, _ -> within(i, random));
      case ElemType.CodeType(Encoding.Affine(ElemType.IntType storage, long _)) ->
          Tensor.generateInts(type, _ -> within(storage, random));
      case ElemType.CodeType(Encoding.Table table) ->
          Tensor.generateInts(type, _ -> random.nextInt(table.entries().size()));
    };
  }

  private static long within(ElemType.IntType type, Random random) {
    return random.nextLong(type.min(), type.max()) + random.nextInt(2);
  }
}
