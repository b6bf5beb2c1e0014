package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Node;
import dev.halfbyte.loop.LoopVariable;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/// Numbers the stages of a loop program, the bodies of its scans and their variables.
final class NestNames {
  private final Set<String> reserved = new TreeSet<>();
  private final StageNames variables;
  private int stages;
  private int bodies;

  /// @param dims whose names mean something in every stage
  NestNames(Collection<DimDeclaration> dims) {
    dims.forEach(dim -> reserved.add(dim.name()));
    variables = new StageNames(reserved);
  }

  Nest nest(String hint, String origin) {
    return new Nest("s" + stages++ + "_" + hint, origin, reserved);
  }

  Nest nest(Node node) {
    return nest(Origins.identifier(node), Origins.describe(node));
  }

  /// A variable that no stage after this call uses for something else.
  LoopVariable repeated() {
    LoopVariable variable = variables.variable("step");
    reserved.add(variable.name());
    return variable;
  }

  /// A prefix for what the body of the next scan names.
  String body() {
    return "body" + bodies++;
  }
}
