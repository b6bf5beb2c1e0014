package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Programs in which what reads a node reads one of its operands instead.
final class Bypass {
  private Bypass() {}

  /// The trial without `node`, once for each operand of the same type.
  static List<Trial> of(Trial trial, Node node) {
    List<Trial> bypassed = new ArrayList<>();
    if (node.results().size() != 1) {
      return bypassed;
    }
    Map<Value, TensorType> types = trial.program().program().types();
    for (Value operand : node.op().operands()) {
      if (Objects.requireNonNull(types.get(operand)).equals(node.type())) {
        Program program = replaced(trial.program().program(), node, operand);
        if (Verifier.violations(program, Stage.CORE).isEmpty()) {
          bypassed.add(
              new Trial(
                  Sealer.seal(new CoreProgram(program)),
                  trial.arguments(),
                  trial.variation(),
                  trial.source()));
        }
      }
    }
    return bypassed;
  }

  private static Program replaced(Program program, Node gone, Value operand) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : program.nodes()) {
      if (!node.equals(gone)) {
        List<Value> operands =
            node.op().operands().stream().map(v -> v.equals(gone.value()) ? operand : v).toList();
        nodes.add(
            new Node(node.results(), node.op().withOperands(operands), node.path(), node.origin()));
      }
    }
    List<Output> outputs =
        program.outputs().stream()
            .map(o -> o.value().equals(gone.value()) ? new Output(o.name(), operand) : o)
            .toList();
    return new Program(
        program.name(), program.dims(), program.parameters(), program.constants(), nodes, outputs);
  }
}
