package dev.halfbyte.ir.scan;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Scan;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The values of a program that depend on nothing but its constants.
final class KnownValues {
  private final Program program;
  private final Map<Value, Node> definitions;
  private final Set<Value> known = new HashSet<>();

  KnownValues(Program program) {
    this.program = program;
    definitions = program.definitions();
    for (Node node : program.nodes()) {
      boolean source = node.op() instanceof Constant || node.op() instanceof Mask;
      boolean structured = node.op() instanceof Scan || node.op() instanceof Append;
      boolean derived =
          !structured && !node.op().operands().isEmpty() && known.containsAll(node.op().operands());
      if (source || derived) {
        node.results().forEach(result -> known.add(result.value()));
      }
    }
  }

  boolean contains(Value value) {
    return known.contains(value);
  }

  Node definition(Value value) {
    return Optional.ofNullable(definitions.get(value)).orElseThrow();
  }

  /// The data of a value that a constant node defines.
  Optional<Tensor> data(Value value) {
    return definition(value).op() instanceof Constant(String name)
        ? Optional.ofNullable(program.constants().get(name))
        : Optional.empty();
  }
}
