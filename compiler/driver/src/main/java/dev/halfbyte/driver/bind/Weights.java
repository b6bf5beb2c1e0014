package dev.halfbyte.driver.bind;

import dev.halfbyte.ir.DimBinding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.op.Constant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Makes a program's weight parameters constants.
public final class Weights {
  private Weights() {}

  /// The program with every weight a constant of its name and every dim that weights fix a number.
  ///
  /// @param tensors by parameter name; others than weights are refused
  /// @throws dev.halfbyte.source.DiagnosticException when one is missing, unknown, of another type
  ///   or shape, or not finite
  public static Program bind(Program program, Map<String, Tensor> tensors) {
    DimSolver solver = solve(program, tensors);
    for (Parameter weight : program.parameters(Parameter.Kind.WEIGHT)) {
      solver.require(weight, tensor(weight, tensors));
      Finite.require(weight.name(), tensor(weight, tensors));
    }
    return replaceParameters(DimBinding.bind(program, solver.values()), tensors);
  }

  /// The dims that the shapes of weights fix, and of the `given` ones those that `needed` or the
  /// shape of a weight names.
  ///
  /// @param signature the dims and parameters of a kernel
  /// @param given by hand; where weights fix the same dim, both must agree
  /// @throws dev.halfbyte.source.DiagnosticException when a weight is missing, unknown or of
  ///   another type or shape, or a dim has two values or one out of its bounds
  public static SortedMap<String, Long> dims(
      Program signature, Map<String, Tensor> tensors, Map<String, Long> given, Set<String> needed) {
    DimSolver solver = solve(signature, tensors);
    Set<String> known = Set.copyOf(solver.values().keySet());
    Set<String> shaping = new TreeSet<>(needed);
    signature
        .parameters(Parameter.Kind.WEIGHT)
        .forEach(
            weight -> weight.type().shape().dims().forEach(dim -> shaping.addAll(dim.symbols())));
    new TreeMap<>(given)
        .forEach((dim, value) -> {
          if (known.contains(dim) || shaping.contains(dim)) {
            solver.give(dim, value);
          }
        });
    return solver.values();
  }

  private static DimSolver solve(Program program, Map<String, Tensor> tensors) {
    List<Parameter> weights = program.parameters(Parameter.Kind.WEIGHT);
    List<String> names = weights.stream().map(Parameter::name).toList();
    for (String name : tensors.keySet()) {
      if (!names.contains(name)) {
        throw DimSolver.fault(
            BindCode.UNKNOWN_TENSOR,
            "the weight file has `" + name + "`, the kernel has no such weight",
            names.isEmpty()
                ? "the kernel has no weights"
                : "its weights: " + String.join(", ", names));
      }
    }
    DimSolver solver = new DimSolver(program);
    weights.forEach(weight -> solver.learn(weight, tensor(weight, tensors)));
    int before;
    do {
      before = solver.values().size();
      weights.forEach(weight -> solver.infer(weight, tensor(weight, tensors)));
    } while (solver.values().size() > before);
    return solver;
  }

  private static Tensor tensor(Parameter weight, Map<String, Tensor> tensors) {
    return Optional.ofNullable(tensors.get(weight.name()))
        .orElseThrow(() ->
            DimSolver.fault(
                BindCode.MISSING_TENSOR,
                "no weight `" + weight.name() + "` in the weight file",
                "weights are given with --weights FILE.safetensors"));
  }

  private static Program replaceParameters(Program program, Map<String, Tensor> tensors) {
    SortedMap<String, Tensor> constants = new TreeMap<>(program.constants());
    List<Parameter> kept = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    for (Parameter parameter : program.parameters()) {
      if (parameter.kind() != Parameter.Kind.WEIGHT) {
        kept.add(parameter);
        continue;
      }
      Tensor tensor = tensor(parameter, tensors);
      constants.put(parameter.name(), tensor);
      nodes.add(
          new Node(
              List.of(new Node.Result(parameter.value(), tensor.type())),
              new Constant(parameter.name()),
              Optional.of(parameter.name()),
              Optional.empty()));
    }
    nodes.addAll(program.nodes());
    return new Program(program.name(), program.dims(), kept, constants, nodes, program.outputs());
  }
}
