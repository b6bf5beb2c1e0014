package dev.halfbyte.ir;

import dev.halfbyte.ir.op.CoreOp;

/// A program without sugar; the only form a backend meets.
public record CoreProgram(Program program) {
  public CoreProgram {
    for (Node node : program.nodes()) {
      if (!(node.op() instanceof CoreOp)) {
        throw new IllegalArgumentException("sugar op in a core program: " + node.op());
      }
    }
  }
}
