package dev.halfbyte.ir;

import dev.halfbyte.ir.op.CoreOp;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.SugarOp;

/// A program without sugar, in the bodies of its scans too; the only form a backend meets.
public record CoreProgram(Program program) {
  public CoreProgram {
    requireCore(program);
  }

  private static void requireCore(Program program) {
    for (Node node : program.nodes()) {
      switch (node.op()) {
        case Scan scan -> requireCore(scan.body());
        case CoreOp core -> {
          // Nothing nested.
        }
        case SugarOp sugar ->
            throw new IllegalArgumentException("sugar op in a core program: " + sugar);
      }
    }
  }
}
