package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.match.Form;
import dev.halfbyte.backend.verilog.match.Forms;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How many trailing elements of each value make one row of a matrix: what the product gives that
/// it comes from or is added to, else what its consumers reduce.
final class RowSplits {
  private final Forms forms;
  private final Shapes shapes;
  private final ConstantReader constants;
  private final Map<Value, Node> definitions;
  private final Map<Value, Long> columns = new HashMap<>();
  private final Map<Value, Long> produced = new HashMap<>();
  private final Map<Value, Integer> inputs = new HashMap<>();

  RowSplits(Program program, Forms forms, Shapes shapes, ConstantReader constants) {
    this.forms = forms;
    this.shapes = shapes;
    this.constants = constants;
    this.definitions = program.definitions();
    program.nodes().forEach(this::produce);
    for (Node node : program.nodes().reversed()) {
      visit(node);
    }
    for (Node node : program.nodes()) {
      if (node.op() instanceof Quantize quantize && columns.containsKey(node.value())) {
        inputs.putIfAbsent(moved(quantize.operand()), columns(node.value()));
      }
    }
  }

  /// Returns the columns of the input that `quantize` reads. It is streamed as matrices of one
  /// form, so one of its quantizers decides for all.
  int inputColumns(Node node, Quantize quantize) {
    return inputs.computeIfAbsent(moved(quantize.operand()), _ -> columns(node.value()));
  }

  /// Returns the input that only changed its shape.
  private Value moved(Value value) {
    Node definition = definitions.get(value);
    if (definition == null) {
      return value;
    }
    return switch (definition.op()) {
      case Reshape reshape -> moved(reshape.operand());
      case View view -> moved(view.operand());
      case Op _ -> value;
    };
  }

  /// Returns the columns of a matrix that holds `value`; by default the innermost extent.
  int columns(Value value) {
    long[] extents = shapes.extents(value);
    long innermost = extents.length == 0 ? 1 : extents[extents.length - 1];
    return Math.toIntExact(columns.getOrDefault(value, innermost));
  }

  /// What a product gives has as many columns as its weights, up to the next product.
  private void produce(Node node) {
    Op op = node.op();
    Optional<ProductPlan> plan = plan(op);
    if (plan.isPresent()) {
      int groups = plan.get().groups() / plan.get().resultLead();
      produced.put(node.value(), (long) groups * plan.get().n());
    } else if (op instanceof Contract contract) {
      boolean right = constants.isConstant(contract.right());
      List<String> weights = right ? contract.einsum().right() : contract.einsum().left();
      long[] extents = shapes.extents(right ? contract.right() : contract.left());
      long count = 1;
      for (int axis = 0; axis < weights.size(); axis++) {
        count *= contract.einsum().reduced().contains(weights.get(axis)) ? 1 : extents[axis];
      }
      produced.put(node.value(), count);
    } else if (reducedRows(node).filter(produced::containsKey).isPresent()) {
      produced.put(node.value(), produced.getOrDefault(reducedRows(node).get(), 1L));
    } else {
      for (Value operand : op.operands()) {
        if (produced.containsKey(operand) && keepsRows(node, produced.getOrDefault(operand, 1L))) {
          produced.putIfAbsent(node.value(), produced.getOrDefault(operand, 1L));
        }
      }
    }
  }

  /// Returns the plan of a contraction of two computed operands.
  private Optional<ProductPlan> plan(Op op) {
    return op instanceof Contract contract
            && !constants.isConstant(contract.left())
            && !constants.isConstant(contract.right())
        ? ProductPlan.of(
            contract.einsum(), shapes.extents(contract.left()), shapes.extents(contract.right()))
        : Optional.empty();
  }

  /// Returns the codes whose rows a reduction makes fewer.
  private Optional<Value> reducedRows(Node node) {
    return node.results().size() == 1
            && forms.of(node.value()).orElse(null) instanceof Form.RowReduction reduction
        ? Optional.of(reduction.codes())
        : Optional.empty();
  }

  private boolean keepsElements(Node node) {
    return node.op() instanceof CoreOp.Elementwise
        || node.op() instanceof CoreOp.Quantized
        || node.op() instanceof Reshape
        || (node.op() instanceof View view && shapes.keepsOrder(node, view));
  }

  /// Returns whether a value has rows of its operand, of `count` elements each.
  private boolean keepsRows(Node node, long count) {
    return keepsElements(node)
        || (node.op() instanceof View view
            && count > 0
            && shapes
                .run(node, view)
                .filter(run -> run.first().fixed() % count == 0)
                .filter(_ -> shapes.trailingAxes(view.operand(), count).isPresent())
                .filter(_ -> shapes.trailingAxes(node.value(), count).isPresent())
                .isPresent());
  }

  private void visit(Node node) {
    Op op = node.op();
    Optional<ProductPlan> plan = plan(op);
    if (plan.isPresent() && op instanceof Contract contract) {
      ProductPlan p = plan.get();
      long activation = (long) p.groups() / p.activationLead() * p.k();
      long weights = (long) p.groups() / p.weightLead() * p.weightCols();
      columns.putIfAbsent(contract.left(), p.activationIsLeft() ? activation : weights);
      columns.putIfAbsent(contract.right(), p.activationIsLeft() ? weights : activation);
      return;
    }
    if (op instanceof Contract contract) {
      reduced(contract.left(), contract.einsum().left(), contract);
      reduced(contract.right(), contract.einsum().right(), contract);
      return;
    }
    Map<Value, Long> known = produced.containsKey(node.value()) ? produced : columns;
    List<Value> operands =
        reducedRows(node)
            .map(List::of)
            .orElse(
                keepsRows(node, known.getOrDefault(node.value(), 0L)) ? op.operands() : List.of());
    if (!operands.isEmpty() && known.containsKey(node.value())) {
      long count = known.getOrDefault(node.value(), 1L);
      for (Value operand : operands) {
        if (shapes.trailingAxes(operand, count).isPresent()) {
          columns.putIfAbsent(operand, count);
        }
      }
    }
  }

  private void reduced(Value operand, List<String> labels, Contract contract) {
    long[] extents = shapes.extents(operand);
    long count = 1;
    for (int axis = 0; axis < labels.size(); axis++) {
      if (contract.einsum().reduced().contains(labels.get(axis))) {
        count *= extents[axis];
      }
    }
    columns.putIfAbsent(operand, count);
  }
}
