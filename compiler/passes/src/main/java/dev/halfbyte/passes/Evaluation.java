package dev.halfbyte.passes;

import dev.halfbyte.interp.Interpreter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import java.util.TreeMap;

/// Runs small programs at build time, by the interpreter, so that what is computed now has the bits
/// that running would give.
public final class Evaluation {
  private Evaluation() {}

  /// The only output of a program without parameters.
  public static Tensor constant(Program program) {
    return Interpreter.run(program, new TreeMap<>()).values().iterator().next();
  }
}
