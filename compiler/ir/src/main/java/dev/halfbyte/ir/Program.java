package dev.halfbyte.ir;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// A kernel in single static assignment: nodes in topological order, nothing mutable.
///
/// @param constants the data of `constant` nodes by name; large ones are printed by digest
public record Program(
    String name,
    List<DimDeclaration> dims,
    List<Parameter> parameters,
    SortedMap<String, Tensor> constants,
    List<Node> nodes,
    List<Output> outputs) {

  public Program {
    dims = List.copyOf(dims);
    parameters = List.copyOf(parameters);
    constants = Collections.unmodifiableSortedMap(new TreeMap<>(constants));
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
  }

  /// Types of all values in definition order.
  public SequencedMap<Value, TensorType> types() {
    SequencedMap<Value, TensorType> types = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      types.put(parameter.value(), parameter.type());
    }
    for (Node node : nodes) {
      for (Node.Result result : node.results()) {
        types.put(result.value(), result.type());
      }
    }
    return Collections.unmodifiableSequencedMap(types);
  }

  /// The defining node of each value that a node defines.
  public Map<Value, Node> definitions() {
    Map<Value, Node> definitions = new LinkedHashMap<>();
    for (Node node : nodes) {
      node.results().forEach(result -> definitions.put(result.value(), node));
    }
    return Collections.unmodifiableMap(definitions);
  }

  public List<Parameter> parameters(Parameter.Kind kind) {
    return parameters.stream().filter(p -> p.kind() == kind).toList();
  }
}
