package dev.halfbyte.testkit.coverage;

import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Scan;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Collects the cells of one program, of the bodies of its scans too.
final class ProgramCells {
  private ProgramCells() {}

  static Set<Cell> of(Program program, Arguments arguments) {
    Set<Cell> cells = new HashSet<>();
    collect(program, arguments.dims(), cells);
    arguments.tensors().values().forEach(tensor -> DataCells.add(tensor, cells));
    return cells;
  }

  private static void collect(Program program, Map<String, Long> dims, Set<Cell> cells) {
    Scope scope =
        new Scope(program.types(), program.definitions(), program.constants(), dims, cells);
    for (TensorType type : scope.types().values()) {
      TypeCells.add(type, dims, cells);
    }
    program.constants().values().forEach(tensor -> DataCells.add(tensor, cells));
    for (Parameter parameter : program.parameters()) {
      FeatureCells.parameter(parameter, cells);
    }
    for (Node node : program.nodes()) {
      List<Value> operands = node.op().operands();
      Optional<ElemType> elem =
          operands.isEmpty()
              ? Optional.empty()
              : Optional.of(scope.type(operands.getFirst()).elem());
      OpCells.add(node.op(), elem, cells);
      ScaleCells.add(scope, node);
      ReductionCells.add(scope, node);
      FeatureCells.add(scope, node);
      if (node.op() instanceof Scan scan) {
        collect(scan.body(), dims, cells);
      }
    }
  }

  /// What is known of a program while its nodes are visited.
  record Scope(
      Map<Value, TensorType> types,
      Map<Value, Node> definitions,
      Map<String, Tensor> constants,
      Map<String, Long> dims,
      Set<Cell> cells) {
    TensorType type(Value value) {
      return Optional.ofNullable(types.get(value)).orElseThrow();
    }

    Tensor constant(String name) {
      return Optional.ofNullable(constants.get(name)).orElseThrow();
    }

    Optional<Node> definition(Value value) {
      return Optional.ofNullable(definitions.get(value));
    }

    void add(Cell.Aspect aspect, String name) {
      cells.add(new Cell(aspect, name));
    }
  }
}
