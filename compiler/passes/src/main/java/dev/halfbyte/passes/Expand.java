package dev.halfbyte.passes;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.op.SugarOp;
import dev.halfbyte.passes.rewrite.Rewriter;
import java.util.Optional;

/// Replaces every sugar op by the core ops that define it.
record Expand() implements Pass {
  @Override
  public String name() {
    return "expand";
  }

  @Override
  public String summary() {
    return "replaces sugar ops by the core ops that define them";
  }

  @Override
  public Kind kind() {
    return Kind.SCHEDULE;
  }

  @Override
  public Program run(Program program, PassContext context) {
    return Rewriter.rewrite(
        program,
        (node, copy) ->
            node.op() instanceof SugarOp sugar && context.mayFire("expand")
                ? Optional.of(sugar.expand(copy.builder()))
                : Optional.empty());
  }
}
