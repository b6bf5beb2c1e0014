package dev.halfbyte.passes;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.passes.rewrite.Rewriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Computes equal expressions once.
///
/// Two values with different paths stay apart, so that `numerics` rules, `why` and reports still
/// find both. `append` stays too: each one consumes its state.
record CommonSubexpressions() implements Pass {
  /// The value that stands for an op, and its path.
  private record Kept(Value value, Optional<String> path) {}

  @Override
  public String name() {
    return "cse";
  }

  @Override
  public String summary() {
    return "computes equal expressions once, values of different names excepted";
  }

  @Override
  public Kind kind() {
    return Kind.SCHEDULE;
  }

  @Override
  public Program run(Program program, PassContext context) {
    // Scan bodies are copied by a nested rewriter, whose values are numbered anew.
    Map<Rewriter, Map<Op, Kept>> known = new HashMap<>();
    return Rewriter.rewrite(
        program,
        (node, copy) ->
            node.op() instanceof Append
                ? Optional.empty()
                : merge(node, copy, known.computeIfAbsent(copy, _ -> new HashMap<>()), context));
  }

  private static Optional<Value> merge(
      Node node, Rewriter copy, Map<Op, Kept> known, PassContext context) {
    Kept kept = known.get(node.op());
    if (kept == null) {
      Value value = copy.copied(node);
      known.put(node.op(), new Kept(value, node.path()));
      return Optional.of(value);
    }
    boolean sameName =
        node.path().isEmpty() || kept.path.isEmpty() || node.path().equals(kept.path);
    if (!sameName || !context.mayFire("cse")) {
      return Optional.empty();
    }
    if (kept.path.isEmpty()) {
      known.put(node.op(), new Kept(kept.value, node.path()));
    }
    return Optional.of(kept.value);
  }
}
