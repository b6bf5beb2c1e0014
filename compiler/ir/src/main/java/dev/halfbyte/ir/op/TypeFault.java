package dev.halfbyte.ir.op;

/// Operand types that do not fit an op. The verifier turns it into a diagnostic with the node.
public final class TypeFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TypeFault(String message) {
    super(message);
  }

  static void require(boolean holds, String message) {
    if (!holds) {
      throw new TypeFault(message);
    }
  }
}
