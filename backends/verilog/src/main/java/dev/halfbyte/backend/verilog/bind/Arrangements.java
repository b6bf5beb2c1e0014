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
import java.util.Arrays;
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
        } else if (origin(node.value()).value().equals(node.value())) {
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
    record Weights(TurnedRows rows) implements Use {}
  }

  /// Rows of a value as weights.
  ///
  /// @param first the first of them
  record TurnedRows(Turn turn, int first) {}

  /// What was computed before it only changed its shape or lost rows.
  ///
  /// @param groups groups in front of the rows
  /// @param first the first element that is left, in each of the groups
  private record Place(Value value, long groups, long first) {}

  /// Returns how all readers of a value, of which there is one at least, want it as their weights,
  /// or some of its rows.
  Optional<TurnedRows> turn(Value value) {
    Set<Use> all = uses.getOrDefault(value, Set.of());
    return all.size() == 1 && all.iterator().next() instanceof Use.Weights(TurnedRows rows)
        ? Optional.of(rows)
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
    uses.computeIfAbsent(origin(value).value(), _ -> new LinkedHashSet<>()).add(use);
  }

  private void weights(Value value, Turn turn) {
    Place place = origin(value);
    long cols = turn.lead() == 1 ? (long) turn.groups() * turn.cols() : turn.cols();
    boolean rows = place.first() == 0 || place.groups() == turn.lead() && place.first() % cols == 0;
    use(
        value,
        rows
            ? new Use.Weights(new TurnedRows(turn, Math.toIntExact(place.first() / cols)))
            : new Use.Rows());
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
          weights(weights, Turn.of(plan));
        });
  }

  private Place origin(Value value) {
    Node node = definitions.get(value);
    Place self = new Place(value, 1, 0);
    if (node == null) {
      return self;
    }
    return switch (node.op()) {
      case Reshape reshape -> origin(reshape.operand());
      case View view when shapes.keepsOrder(node, view) -> origin(view.operand());
      case View view -> shapes.run(node, view).flatMap(run -> origin(node, view, run)).orElse(self);
      case Op _ -> self;
    };
  }

  /// Returns where rows come from that were taken of rows, in the same groups.
  private Optional<Place> origin(Node node, View view, Shapes.Run run) {
    long groups = Shapes.product(Arrays.copyOf(shapes.extents(node.value()), run.leadAxes()));
    Place rows = origin(view.operand());
    long first = rows.first() + run.first().fixed();
    return rows.first() == 0 || rows.groups() == groups
        ? Optional.of(new Place(rows.value(), groups, first))
        : Optional.empty();
  }
}
