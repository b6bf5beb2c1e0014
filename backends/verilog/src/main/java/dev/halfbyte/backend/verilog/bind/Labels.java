package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.op.OpSchema;

/// What reports call the work that an op became: words without blanks, fit for text forms.
final class Labels {
  private Labels() {}

  /// Returns the path of a node, or the name of its op if it has none.
  static String of(Node node) {
    return of(node.path().orElseGet(() -> OpSchema.of(node.op().getClass()).mnemonic()));
  }

  /// Returns the label of an input or an output.
  static String of(String name) {
    return name.strip().replaceAll("\\s+", "_");
  }
}
