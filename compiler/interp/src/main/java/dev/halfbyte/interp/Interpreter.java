package dev.halfbyte.interp;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Runs verified programs of any stage; what it computes is what they mean.
///
/// Sugar is evaluated by its own formula, not by its expansion, so the two check each other.
public final class Interpreter {
  private Interpreter() {}

  /// Outputs by name, for tensors by parameter name; dims follow from the shapes.
  ///
  /// @throws dev.halfbyte.source.DiagnosticException when the arguments do not fit, or lead outside
  ///   a tensor
  public static SequencedMap<String, Tensor> run(Program program, Map<String, Tensor> tensors) {
    return run(program, tensors, Map.of());
  }

  /// The same with values for dims that no shape tells.
  public static SequencedMap<String, Tensor> run(
      Program program, Map<String, Tensor> tensors, Map<String, Long> dims) {
    return run(program, Arguments.of(program, tensors, dims), Optional.empty());
  }

  /// The same for checked arguments, with an observer of every value that a node defines.
  public static SequencedMap<String, Tensor> run(
      Program program, Arguments arguments, ValueObserver observer) {
    return run(program, arguments, Optional.of(observer));
  }

  private static SequencedMap<String, Tensor> run(
      Program program, Arguments arguments, Optional<ValueObserver> observer) {
    List<Cells> cells = arguments.tensors().sequencedValues().stream().map(Cells::of).toList();
    List<Cells> results = new Evaluation(program, arguments.dims(), observer).run(cells);
    SequencedMap<String, Tensor> outputs = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      outputs.put(program.outputs().get(i).name(), results.get(i).tensor());
    }
    return Collections.unmodifiableSequencedMap(outputs);
  }
}
