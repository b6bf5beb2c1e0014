package dev.halfbyte.passes;

import dev.halfbyte.ir.Program;

/// Marks the place after which no pass may change a result; expands what sugar is left, since a
/// sealed program is core only.
record Seal() implements Pass {
  @Override
  public String name() {
    return "seal";
  }

  @Override
  public String summary() {
    return "fixes the results: expands sugar, hashes the program, and lets no numeric pass follow";
  }

  @Override
  public Kind kind() {
    return Kind.SCHEDULE;
  }

  @Override
  public Program run(Program program, PassContext context) {
    return new Expand().run(program, PassContext.unrestricted());
  }
}
