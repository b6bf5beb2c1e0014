package dev.halfbyte.driver.bind;

import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;

/// Input tensors that fit a program, in the order of its parameters, and the dims they settle.
public record Inputs(SequencedMap<String, Tensor> tensors, SortedMap<String, Long> dims) {

  /// Picks the inputs of `program` from `given`; further tensors, such as labels, are left out.
  ///
  /// @param fixed dims given by hand
  public static Inputs of(Program program, Map<String, Tensor> given, Map<String, Long> fixed) {
    DimSolver solver = new DimSolver(program);
    fixed.forEach(solver::fix);
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    List<Parameter> inputs = program.parameters(Parameter.Kind.INPUT);
    for (Parameter input : inputs) {
      Tensor tensor =
          Optional.ofNullable(given.get(input.name()))
              .orElseThrow(() ->
                  DimSolver.fault(
                      BindCode.MISSING_TENSOR,
                      "no input `" + input.name() + "` in the data",
                      "the data has: " + String.join(", ", given.keySet())));
      solver.learn(input, tensor);
      tensors.put(input.name(), tensor);
    }
    return new Inputs(tensors, solver.complete());
  }
}
