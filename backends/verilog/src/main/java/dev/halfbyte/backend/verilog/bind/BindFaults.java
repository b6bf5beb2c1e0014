package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;

/// Diagnostics that name the op and its place in the user's source.
final class BindFaults {
  private BindFaults() {}

  static DiagnosticException of(VerilogFault fault, Node node, String message, String help) {
    return new DiagnosticException(
        Diagnostic.error(fault, describe(node) + ": " + message).help(help));
  }

  /// Returns the op, its path and its place, as far as the node knows them.
  static String describe(Node node) {
    String op = mnemonic(node);
    String path = node.path().map(p -> " of `" + p + "`").orElse("");
    String place = node.origin().map(o -> " at " + o).orElse("");
    return op + path + place;
  }

  /// Returns the name of the op in IR text, with backquotes.
  static String mnemonic(Node node) {
    return "`" + OpSchema.of(node.op().getClass()).mnemonic() + "`";
  }

  /// An op whose result has no elements: nothing would be streamed.
  static DiagnosticException empty(Node node) {
    return of(
        VerilogFault.DOES_NOT_FIT,
        node,
        "has no elements",
        "bind the dims to extents of at least 1");
  }

  /// An op that computes in f32.
  static DiagnosticException floats(Node node) {
    return of(
        VerilogFault.FLOAT_OP,
        node,
        "computes in f32, the hardware computes in integers",
        "quantize the kernel: give it a `numerics` block and samples to calibrate with");
  }
}
