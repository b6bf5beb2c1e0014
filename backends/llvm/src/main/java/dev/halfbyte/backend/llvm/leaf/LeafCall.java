package dev.halfbyte.backend.llvm.leaf;

import java.util.Optional;

/// Operands of a call of a leaf function; pointers already point at the first element.
///
/// @param pitch distance of activation rows in elements
/// @param rows valid rows, 1 to the tile's rows
/// @param depth padded reduced extent
/// @param columns valid columns, for the leaf for floats
/// @param spread memory of [Spread], for kinds that have it
/// @param listed for kinds of listed steps
/// @param tiles memory of [TileUnit], for kinds that use it
/// @param multipliers of groups, for kinds that have them
public record LeafCall(
    String output,
    String initial,
    String activations,
    String pitch,
    String rows,
    String weights,
    String depth,
    Optional<String> columns,
    Optional<String> spread,
    Optional<Listed> listed,
    Optional<String> tiles,
    Optional<String> multipliers) {
  /// A list of steps, its length, and for some kinds the activations of the steps, in memory.
  public record Listed(String steps, String count, Optional<String> values) {}

  private static final String PARAMETERS =
      " %output, ptr noalias nocapture readonly %initial, "
          + "ptr noalias nocapture readonly %activations, i64 %pitch, i64 %rows, "
          + "ptr noalias nocapture readonly %weights, i64 %depth";

  /// The parameter list of the function of `kind`.
  static String parameters(LeafKind kind) {
    // Sums of groups are added up in the output.
    return "ptr noalias nocapture"
        + (kind.isGrouped() ? "" : " writeonly")
        + PARAMETERS
        + (kind.isFloat() ? ", i64 %columns" : "")
        + (kind.spread() ? ", ptr noalias nocapture %spread" : "")
        + (kind.listed() == LeafKind.Listed.NONE
            ? ""
            : ", ptr noalias nocapture readonly %steps, ptr noalias nocapture readonly %count")
        + (kind.listed() == LeafKind.Listed.VALUES
            ? ", ptr noalias nocapture readonly %values"
            : "")
        + (kind.tiles() ? ", ptr noalias nocapture %tiles" : "")
        + (kind.isGrouped() ? ", ptr noalias nocapture readonly %multipliers" : "");
  }

  /// The arguments in the order of the parameters.
  public String arguments() {
    return "ptr %s, ptr %s, ptr %s, i64 %s, i64 %s, ptr %s, i64 %s"
            .formatted(output, initial, activations, pitch, rows, weights, depth)
        + columns.map(count -> ", i64 " + count).orElse("")
        + spread.map(pointer -> ", ptr " + pointer).orElse("")
        + listed.map(l -> ", ptr %s, ptr %s".formatted(l.steps, l.count)).orElse("")
        + listed.flatMap(Listed::values).map(pointer -> ", ptr " + pointer).orElse("")
        + tiles.map(pointer -> ", ptr " + pointer).orElse("")
        + multipliers.map(pointer -> ", ptr " + pointer).orElse("");
  }
}
