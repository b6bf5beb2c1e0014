package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Node;
import java.util.Locale;

/// Names of nodes for people.
final class Origins {
  private Origins() {}

  /// The op, the path and the place in the source, as far as known.
  static String describe(Node node) {
    return op(node) + " " + node.results().getFirst().value() + place(node);
  }

  static String place(Node node) {
    String path = node.path().map(p -> " in " + p).orElse("");
    return path + node.origin().map(o -> " at " + o).orElse("");
  }

  /// A part of a legal identifier.
  static String identifier(Node node) {
    return op(node) + node.results().getFirst().value().id();
  }

  private static String op(Node node) {
    return node.op().getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
