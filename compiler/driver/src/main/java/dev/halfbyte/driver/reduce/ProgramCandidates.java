package dev.halfbyte.driver.reduce;

import dev.halfbyte.ir.DimBinding;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.text.ConstantPool;
import dev.halfbyte.ir.text.IrParser;
import dev.halfbyte.ir.text.IrPrinter;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.source.DiagnosticException;
import dev.halfbyte.source.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Cuts in a graph program: outputs go; a value gives way to an earlier one of its type or becomes
/// an input; a dim becomes its smallest value. What is dead then goes with it.
record ProgramCandidates(String name, ConstantPool pool) implements Candidates {
  @Override
  public List<Supplier<Optional<String>>> of(String text) {
    Program program;
    try {
      program = IrParser.parse(SourceFile.of(name, text), pool).program();
    } catch (DiagnosticException _) {
      return List.of();
    }
    List<Supplier<Optional<String>>> candidates = new ArrayList<>();
    for (Output output : program.outputs()) {
      candidates.add(() -> withoutOutput(program, output));
    }
    for (DimDeclaration dim : program.dims()) {
      candidates.add(
          () -> legal(DimBinding.bind(program, new TreeMap<>(Map.of(dim.name(), dim.min())))));
    }
    for (Node node : program.nodes().reversed()) {
      for (Node.Result result : node.results()) {
        earlier(program, result)
            .forEach(other ->
                candidates.add(() -> live(replaced(program, Map.of(result.value(), other)))));
        candidates.add(() -> asInput(program, node, result));
      }
    }
    return candidates;
  }

  private static Optional<String> withoutOutput(Program program, Output output) {
    List<Output> outputs = new ArrayList<>(program.outputs());
    outputs.remove(output);
    return outputs.isEmpty()
        ? Optional.empty()
        : live(with(program, program.parameters(), program.nodes(), outputs));
  }

  /// Operands first, then parameters and other values of the type, few in all.
  private static List<Value> earlier(Program program, Node.Result result) {
    List<Value> same = new ArrayList<>();
    for (Map.Entry<Value, TensorType> known : program.types().entrySet()) {
      if (known.getKey().equals(result.value())) {
        break;
      }
      if (known.getValue().equals(result.type())) {
        same.add(known.getKey());
      }
    }
    return same.size() <= 2 ? same : List.of(same.getFirst(), same.getLast());
  }

  private static Program replaced(Program program, Map<Value, Value> replacements) {
    List<Node> nodes =
        program.nodes().stream()
            .map(node ->
                new Node(
                    node.results(),
                    node.op()
                        .withOperands(
                            node.op().operands().stream()
                                .map(v -> replacements.getOrDefault(v, v))
                                .toList()),
                    node.path(),
                    node.origin()))
            .toList();
    List<Output> outputs =
        program.outputs().stream()
            .map(o -> new Output(o.name(), replacements.getOrDefault(o.value(), o.value())))
            .toList();
    return with(program, program.parameters(), nodes, outputs);
  }

  private static Optional<String> asInput(Program program, Node node, Node.Result result) {
    if (node.results().size() != 1 || node.op().operands().isEmpty()) {
      return Optional.empty();
    }
    String fresh = "v" + result.value().id();
    List<Parameter> parameters = new ArrayList<>(program.parameters());
    parameters.add(new Parameter(result.value(), fresh, result.type(), Parameter.Kind.INPUT));
    List<Node> nodes = new ArrayList<>(program.nodes());
    nodes.remove(node);
    return live(with(program, parameters, nodes, program.outputs()));
  }

  /// What the outputs depend on.
  private static Optional<String> live(Program program) {
    Set<Value> used = new HashSet<>(program.outputs().stream().map(Output::value).toList());
    List<Node> nodes = new ArrayList<>();
    for (Node node : program.nodes().reversed()) {
      if (node.results().stream().anyMatch(result -> used.contains(result.value()))) {
        nodes.addFirst(node);
        used.addAll(node.op().operands());
      }
    }
    List<Parameter> parameters =
        program.parameters().stream().filter(p -> used.contains(p.value())).toList();
    Set<String> symbols = new HashSet<>();
    parameters.forEach(p -> p.type().shape().dims().forEach(d -> symbols.addAll(d.symbols())));
    Program kept = with(program, parameters, nodes, program.outputs());
    List<DimDeclaration> dims =
        program.dims().stream().filter(dim -> symbols.contains(dim.name())).toList();
    return legal(
            new Program(
                kept.name(), dims, parameters, constants(program, nodes), nodes, kept.outputs()))
        .or(() -> legal(kept));
  }

  private static SortedMap<String, Tensor> constants(Program program, List<Node> nodes) {
    SortedMap<String, Tensor> constants = new TreeMap<>(program.constants());
    constants
        .keySet()
        .removeIf(name -> nodes.stream().noneMatch(n -> n.op().equals(new Constant(name))));
    return constants;
  }

  private static Program with(
      Program program, List<Parameter> parameters, List<Node> nodes, List<Output> outputs) {
    return new Program(
        program.name(), program.dims(), parameters, program.constants(), nodes, outputs);
  }

  private static Optional<String> legal(Program program) {
    return Verifier.violations(program, Stage.GRAPH).isEmpty()
        ? Optional.of(IrPrinter.print(program))
        : Optional.empty();
  }
}
