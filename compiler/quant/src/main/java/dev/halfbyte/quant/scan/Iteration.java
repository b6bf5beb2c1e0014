package dev.halfbyte.quant.scan;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Scan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The program of one iteration beside that of the first.
final class Iteration {
  private final Program program;
  private final Map<Value, Node> definitions;
  private final Set<Value> constants = new HashSet<>();
  private final List<Node> computed = new ArrayList<>();
  private final Map<Value, Value> inFirst = new HashMap<>();

  Iteration(Program program) {
    this.program = program;
    definitions = program.definitions();
    for (Node node : program.nodes()) {
      boolean source = node.op() instanceof Constant || node.op() instanceof Mask;
      boolean derived =
          !(node.op() instanceof Scan)
              && !node.op().operands().isEmpty()
              && constants.containsAll(node.op().operands());
      if (source || derived) {
        constants.add(node.value());
      } else {
        computed.add(node);
      }
    }
  }

  Program program() {
    return program;
  }

  List<Parameter> parameters() {
    return program.parameters();
  }

  /// The nodes that depend on parameters, in order.
  List<Node> computedNodes() {
    return computed;
  }

  boolean isConstant(Value value) {
    return constants.contains(value);
  }

  Node definition(Value value) {
    return Objects.requireNonNull(definitions.get(value), () -> "no node defines " + value);
  }

  Tensor data(Node constant) {
    return Objects.requireNonNull(program.constants().get(((Constant) constant.op()).name()));
  }

  /// States that `value` is what `first` is in the first iteration.
  void match(Value value, Value first) {
    inFirst.put(value, first);
  }

  /// What a computed value is in the first iteration.
  Value matching(Value value) {
    return Objects.requireNonNull(inFirst.get(value), () -> "not yet matched: " + value);
  }
}
