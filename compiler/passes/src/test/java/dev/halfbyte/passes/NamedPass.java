package dev.halfbyte.passes;

import dev.halfbyte.ir.Program;
import java.util.function.UnaryOperator;

/// A pass made of a function.
record NamedPass(String name, UnaryOperator<Program> body, Kind kind) implements Pass {
  NamedPass(String name, UnaryOperator<Program> body) {
    this(name, body, Kind.SCHEDULE);
  }

  @Override
  public String summary() {
    return "does what a test wants";
  }

  @Override
  public Program run(Program program, PassContext context) {
    return body.apply(program);
  }
}
