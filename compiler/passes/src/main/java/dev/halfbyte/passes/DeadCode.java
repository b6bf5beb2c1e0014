package dev.halfbyte.passes;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.passes.rewrite.Rewriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Drops nodes and constants that no output depends on; parameters stay, they are the interface.
record DeadCode() implements Pass {
  @Override
  public String name() {
    return "dce";
  }

  @Override
  public String summary() {
    return "drops nodes and constants that no output depends on";
  }

  @Override
  public Kind kind() {
    return Kind.SCHEDULE;
  }

  @Override
  public Program run(Program program, PassContext context) {
    return remove(program, context);
  }

  static Program remove(Program program, PassContext context) {
    Set<Value> live = new HashSet<>(program.outputs().stream().map(Output::value).toList());
    List<Node> kept = new ArrayList<>();
    for (Node node : program.nodes().reversed()) {
      boolean used = node.results().stream().anyMatch(r -> live.contains(r.value()));
      if (used || !context.mayFire("dce")) {
        live.addAll(node.op().operands());
        kept.add(withoutDeadBody(node, context));
      }
    }
    SortedMap<String, Tensor> constants = new TreeMap<>();
    for (Node node : kept) {
      if (node.op() instanceof Constant(String name)) {
        Optional.ofNullable(program.constants().get(name)).ifPresent(d -> constants.put(name, d));
      }
    }
    return Rewriter.canonical(
        new Program(
            program.name(),
            program.dims(),
            program.parameters(),
            constants,
            kept.reversed(),
            program.outputs()));
  }

  private static Node withoutDeadBody(Node node, PassContext context) {
    return node.op() instanceof Scan(Program body, var carried, var scanned, var captured)
        ? new Node(
            node.results(),
            new Scan(remove(body, context), carried, scanned, captured),
            node.path(),
            node.origin())
        : node;
  }
}
