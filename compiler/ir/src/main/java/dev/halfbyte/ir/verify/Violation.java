package dev.halfbyte.ir.verify;

import dev.halfbyte.ir.Node;
import java.util.Optional;

/// A broken promise of a program.
///
/// @param nodeIndex position in the outermost program's nodes; absent for parameters and outputs
/// @param node the faulty node, possibly inside the body of a scan
public record Violation(
    Check check, Optional<Integer> nodeIndex, Optional<Node> node, String message) {
  @Override
  public String toString() {
    String place = node.flatMap(Node::origin).map(origin -> origin + ": ").orElse("");
    return place + check.code() + ": " + message;
  }
}
