package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.match.Form;
import dev.halfbyte.backend.verilog.match.Forms;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How the readers of each value want it to lie, so that whatever computes it can put it there.
///
/// This spares copies and nothing else: a reader copies what lies differently.
final class Arrangements {
  private final Shapes shapes;
  private final ConstantReader constants;
  private final Map<Value, Node> definitions;
  private final Map<Value, Set<Use>> uses = new HashMap<>();

  Arrangements(Program program, Forms forms, Shapes shapes, ConstantReader constants) {
    this.shapes = shapes;
    this.constants = constants;
    this.definitions = program.definitions();
    for (Node node : program.nodes()) {
      if (node.results().size() == 1 && forms.needed().contains(node.value())) {
        Form form = forms.of(node.value()).orElse(null);
        if (form != null) {
          form.sources().forEach(source -> use(source, new Use.Rows()));
        } else if (node.op() instanceof Contract contract) {
          contract(contract);
        } else if (origin(node.value()).equals(node.value())) {
          node.op().operands().forEach(operand -> use(operand, new Use.Rows()));
        }
      }
    }
    for (Output output : program.outputs()) {
      use(output.value(), new Use.Rows());
    }
  }

  /// What a reader makes of a value.
  private sealed interface Use {
    /// Rows of one group, or of any.
    record Rows() implements Use {}

    /// Rows whose columns come in groups, each of which is multiplied by itself.
    record Grouped(int groups, int lead) implements Use {}

    /// Rows whose columns come in groups, all of which are reduced at once.
    record Interleaved() implements Use {}

    /// Weights.
    record Weights(Turn turn) implements Use {}
  }

  /// Returns how all readers of a value, of which there is one at least, want it as their weights.
  Optional<Turn> turn(Value value) {
    Set<Use> all = uses.getOrDefault(value, Set.of());
    return all.size() == 1 && all.iterator().next() instanceof Use.Weights(Turn turn)
        ? Optional.of(turn)
        : Optional.empty();
  }

  /// Returns the groups in which a reader takes the columns of a value that has its rows in front.
  int groups(Value value) {
    return uses.getOrDefault(value, Set.of()).stream()
        .mapToInt(use -> use instanceof Use.Grouped(int groups, int lead) && lead == 1 ? groups : 1)
        .max()
        .orElse(1);
  }

  /// Returns whether a value with groups in front of its rows should lie as one matrix.
  boolean isInterleaved(Value value) {
    return uses.getOrDefault(value, Set.of()).contains(new Use.Interleaved());
  }

  private void use(Value value, Use use) {
    uses.computeIfAbsent(origin(value), _ -> new LinkedHashSet<>()).add(use);
  }

  private void contract(Contract contract) {
    boolean left = constants.isConstant(contract.left());
    boolean right = constants.isConstant(contract.right());
    if (left || right) {
      Value activation = right ? contract.left() : contract.right();
      var labels = right ? contract.einsum().left() : contract.einsum().right();
      boolean leads = !labels.isEmpty() && contract.einsum().reduced().contains(labels.getFirst());
      use(activation, leads ? new Use.Interleaved() : new Use.Rows());
      return;
    }
    ProductPlan.of(
            contract.einsum(), shapes.extents(contract.left()), shapes.extents(contract.right()))
        .ifPresent(plan -> {
          Value activation = plan.activationIsLeft() ? contract.left() : contract.right();
          Value weights = plan.activationIsLeft() ? contract.right() : contract.left();
          use(activation, new Use.Grouped(plan.groups(), plan.activationLead()));
          use(weights, new Use.Weights(Turn.of(plan)));
        });
  }

  /// Returns what was computed before it only changed its shape.
  private Value origin(Value value) {
    Node node = definitions.get(value);
    if (node == null) {
      return value;
    }
    return switch (node.op()) {
      case Reshape reshape -> origin(reshape.operand());
      case View view when shapes.keepsOrder(node, view) -> origin(view.operand());
      case Op _ -> value;
    };
  }
}
