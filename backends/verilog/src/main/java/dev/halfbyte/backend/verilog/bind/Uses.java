package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.match.Forms;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who reads each value.
final class Uses {
  private final Map<Value, List<Node>> readers = new HashMap<>();
  private final Set<Value> outputs = new HashSet<>();
  private final Forms forms;

  Uses(Program program, Forms forms) {
    this.forms = forms;
    for (Node node : program.nodes()) {
      for (Value operand : node.op().operands()) {
        readers.computeIfAbsent(operand, _ -> new ArrayList<>()).add(node);
      }
    }
    program.outputs().stream().map(Output::value).forEach(outputs::add);
  }

  /// Returns the reader of a value that is read once and is no output, if it is no part of a form.
  Optional<Node> sole(Value value) {
    List<Node> nodes = readers.getOrDefault(value, List.of());
    return nodes.size() == 1 && !outputs.contains(value) && isByItself(nodes.getFirst())
        ? Optional.of(nodes.getFirst())
        : Optional.empty();
  }

  private boolean isByItself(Node node) {
    return node.results().stream().anyMatch(result -> forms.needed().contains(result.value()));
  }
}
