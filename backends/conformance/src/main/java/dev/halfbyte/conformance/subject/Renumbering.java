package dev.halfbyte.conformance.subject;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Scan;

/// The same program with other numbers for its values, which mean nothing.
final class Renumbering {
  private final int most;

  private Renumbering(int most) {
    this.most = most;
  }

  /// Values counted downwards, so that no number stays and the order of numbers is not that of the
  /// definitions.
  static Program reversed(Program program) {
    int most = 1;
    for (Parameter parameter : program.parameters()) {
      most = Math.max(most, parameter.value().id());
    }
    for (Node node : program.nodes()) {
      for (Node.Result result : node.results()) {
        most = Math.max(most, result.value().id());
      }
    }
    return new Renumbering(2 * most + 1).program(program);
  }

  private Value of(Value value) {
    return new Value(most - value.id());
  }

  private Program program(Program program) {
    return new Program(
        program.name(),
        program.dims(),
        program.parameters().stream()
            .map(p -> new Parameter(of(p.value()), p.name(), p.type(), p.kind()))
            .toList(),
        program.constants(),
        program.nodes().stream().map(this::node).toList(),
        program.outputs().stream().map(o -> new Output(o.name(), of(o.value()))).toList());
  }

  private Node node(Node node) {
    return new Node(
        node.results().stream().map(r -> new Node.Result(of(r.value()), r.type())).toList(),
        op(node.op()),
        node.path(),
        node.origin());
  }

  private Op op(Op op) {
    Op renamed = op.withOperands(op.operands().stream().map(this::of).toList());
    return renamed instanceof Scan scan
        ? new Scan(reversed(scan.body()), scan.carried(), scan.scanned(), scan.captured())
        : renamed;
  }
}
