package dev.halfbyte.backend.llvm.leaf;

/// Operands of a call of a leaf function; pointers already point at the first element.
///
/// @param pitch distance of activation rows in elements
/// @param rows valid rows, 1 to the tile's rows
/// @param depth padded reduced extent
public record LeafCall(
    String output,
    String initial,
    String activations,
    String pitch,
    String rows,
    String weights,
    String depth) {
  /// The parameter list of every leaf function.
  static final String PARAMETERS =
      "ptr noalias nocapture writeonly %output, ptr noalias nocapture readonly %initial, "
          + "ptr noalias nocapture readonly %activations, i64 %pitch, i64 %rows, "
          + "ptr noalias nocapture readonly %weights, i64 %depth";

  /// The arguments in the order of the parameters.
  public String arguments() {
    return "ptr %s, ptr %s, ptr %s, i64 %s, i64 %s, ptr %s, i64 %s"
        .formatted(output, initial, activations, pitch, rows, weights, depth);
  }
}
