package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimBinding;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Programs of the quantizer with constants and views that it would not choose.
final class ChangedPrograms {
  private ChangedPrograms() {}

  /// Returns `program` with every integer `from` of the constants whose names begin with `prefix`
  /// replaced by `to`.
  static SealedProgram with(SealedProgram program, String prefix, long from, long to) {
    Program core = program.program();
    SortedMap<String, Tensor> constants = new TreeMap<>(core.constants());
    constants.replaceAll((name, tensor) ->
        name.startsWith(prefix) && ElemType.storage(tensor.type().elem()).isPresent()
            ? replaced(tensor, from, to)
            : tensor);
    if (constants.equals(core.constants())) {
      throw new AssertionError("no constant " + from);
    }
    return sealed(core, constants, core.nodes());
  }

  private static Tensor replaced(Tensor tensor, long from, long to) {
    return Tensor.generateInts(
        tensor.type(), i -> tensor.longAt(i) == from ? to : tensor.longAt(i));
  }

  /// Returns `program` with the scalar constant `number`, which one view repeats, counted up along
  /// the one axis of that view.
  static SealedProgram counted(SealedProgram program, String prefix, long number, long rows) {
    Program core = DimBinding.bind(program.program(), Map.of("n", rows));
    SortedMap<String, Tensor> constants = new TreeMap<>(core.constants());
    Map.Entry<String, Tensor> scalar =
        constants.entrySet().stream()
            .filter(e -> e.getKey().startsWith(prefix) && e.getValue().longAt(0) == number)
            .findFirst()
            .orElseThrow();
    String name = scalar.getKey();
    ElemType elem = scalar.getValue().type().elem();
    TensorType type = new TensorType(elem, Shape.of(rows));
    constants.put(name, Tensor.generateInts(type, i -> number - i));
    List<Node> nodes = new ArrayList<>();
    for (Node node : core.nodes()) {
      boolean constant = node.op().equals(new Constant(name));
      boolean view =
          node.op() instanceof View(var operand, var _)
              && Optional.ofNullable(core.definitions().get(operand))
                  .filter(n -> n.op().equals(new Constant(name)))
                  .isPresent();
      Op op =
          view
              ? new View(
                  node.op().operands().getFirst(),
                  new AccessMap(
                      List.of(Dim.of(rows)),
                      AccessMap.broadcast(Shape.of(rows), List.of(0)).indices(),
                      false))
              : node.op();
      List<Node.Result> results =
          constant ? List.of(new Node.Result(node.value(), type)) : node.results();
      nodes.add(new Node(results, op, node.path(), node.origin()));
    }
    return sealed(core, constants, nodes);
  }

  /// Returns `program` for `rows` rows with its views changed.
  static SealedProgram viewed(SealedProgram program, long rows, UnaryOperator<View> change) {
    Program core = DimBinding.bind(program.program(), Map.of("n", rows));
    List<Node> nodes =
        core.nodes().stream()
            .map(node ->
                node.op() instanceof View view
                    ? new Node(node.results(), change.apply(view), node.path(), node.origin())
                    : node)
            .toList();
    return sealed(core, core.constants(), nodes);
  }

  private static SealedProgram sealed(
      Program core, SortedMap<String, Tensor> constants, List<Node> nodes) {
    Program changed =
        new Program(core.name(), core.dims(), core.parameters(), constants, nodes, core.outputs());
    return new SealedProgram(new CoreProgram(changed), "changed");
  }
}
