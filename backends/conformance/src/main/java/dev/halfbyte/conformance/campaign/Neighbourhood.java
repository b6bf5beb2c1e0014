package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import dev.halfbyte.source.DiagnosticException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Cuts parts out of the program of a trial: what a part reads and does not compute becomes known,
/// with the value that the interpreter gives it in the whole program.
final class Neighbourhood {
  private final Trial trial;
  private final Program program;
  private final SequencedMap<Value, TensorType> types;
  private final Map<Value, Node> definitions;
  private final Map<Value, Tensor> values = new HashMap<>();

  Neighbourhood(Trial trial) {
    this.trial = trial;
    this.program = trial.program().program();
    this.types = program.types();
    this.definitions = program.definitions();
    for (Parameter parameter : program.parameters()) {
      Tensor tensor = trial.arguments().tensors().get(parameter.name());
      values.put(parameter.value(), Objects.requireNonNull(tensor));
    }
    Interpreter.run(
        program,
        trial.arguments(),
        (scope, _, value, tensor) -> {
          if (scope.equals(program)) {
            values.put(value, tensor);
          }
        });
  }

  /// How a value that the part does not compute becomes known.
  enum Known {
    /// As an input; gives the smaller program.
    INPUT,
    /// As a constant, from which bounds of results follow.
    CONSTANT
  }

  /// The program of the nodes of `kept` that `outputs` depend on.
  ///
  /// @return empty where such a program is not well formed
  Optional<Trial> part(Set<Node> kept, List<Output> outputs, Known known) {
    SequencedSet<Node> needed = needed(kept, outputs);
    if (needed.isEmpty()) {
      return Optional.empty();
    }
    Part part = new Part();
    for (Node node : program.nodes()) {
      if (needed.contains(node)) {
        node.op().operands().forEach(operand -> part.know(operand, needed, known));
        part.add(node);
      }
    }
    return outputs.stream().allMatch(o -> part.defines(o.value()))
        ? part.trial(outputs)
        : Optional.empty();
  }

  private SequencedSet<Node> needed(Set<Node> kept, List<Output> outputs) {
    Set<Value> live = new LinkedHashSet<>(outputs.stream().map(Output::value).toList());
    SequencedSet<Node> needed = new LinkedHashSet<>();
    for (Node node : program.nodes().reversed()) {
      if (kept.contains(node) && node.results().stream().anyMatch(r -> live.contains(r.value()))) {
        needed.add(node);
        live.addAll(node.op().operands());
      }
    }
    return needed;
  }

  private final class Part {
    private final SequencedMap<Value, Parameter> parameters = new LinkedHashMap<>();
    private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    private final SortedMap<String, Tensor> constants = new TreeMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<Value> computed = new LinkedHashSet<>();

    void know(Value value, Set<Node> needed, Known known) {
      Node definition = definitions.get(value);
      if (computed.contains(value) || definition != null && needed.contains(definition)) {
        return;
      }
      Tensor tensor = Objects.requireNonNull(values.get(value));
      if (definition == null) {
        program.parameters().stream()
            .filter(p -> p.value().equals(value))
            .forEach(p -> input(p, tensor));
        return;
      }
      String name = "v" + value.id();
      TensorType type = Objects.requireNonNull(types.get(value));
      if (known == Known.INPUT || !type.equals(tensor.type())) {
        input(new Parameter(value, name, type, Parameter.Kind.INPUT), tensor);
        return;
      }
      constants.put(name, tensor);
      nodes.add(
          new Node(
              List.of(new Node.Result(value, type)),
              new Constant(name),
              Optional.empty(),
              Optional.empty()));
      computed.add(value);
    }

    private void input(Parameter parameter, Tensor tensor) {
      parameters.putIfAbsent(parameter.value(), parameter);
      tensors.putIfAbsent(parameter.name(), tensor);
    }

    void add(Node node) {
      if (node.op() instanceof Constant(String name)) {
        constants.put(name, Objects.requireNonNull(program.constants().get(name)));
      }
      nodes.add(node);
      node.results().forEach(result -> computed.add(result.value()));
    }

    boolean defines(Value value) {
      return computed.contains(value);
    }

    Optional<Trial> trial(List<Output> outputs) {
      Program made =
          new Program(
              program.name(),
              program.dims(),
              List.copyOf(parameters.sequencedValues()),
              constants,
              nodes,
              outputs);
      if (!Verifier.violations(made, Stage.CORE).isEmpty()) {
        return Optional.empty();
      }
      try {
        Program renumbered = Sealer.renumber(made);
        Arguments arguments = Arguments.of(renumbered, tensors, trial.arguments().dims());
        return Optional.of(
            new Trial(
                Sealer.seal(new CoreProgram(renumbered)),
                arguments,
                trial.variation(),
                trial.source()));
      } catch (DiagnosticException _) {
        return Optional.empty();
      }
    }
  }
}
