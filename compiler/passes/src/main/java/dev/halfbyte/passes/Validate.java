package dev.halfbyte.passes;

import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;

/// Runs the verifier; changes nothing.
record Validate() implements Pass {
  @Override
  public String name() {
    return "validate";
  }

  @Override
  public String summary() {
    return "runs the verifier and changes nothing";
  }

  @Override
  public Kind kind() {
    return Kind.SCHEDULE;
  }

  @Override
  public Program run(Program program, PassContext context) {
    Verifier.require(program, Stage.GRAPH, "the pass before `validate`");
    return program;
  }
}
