package dev.halfbyte.backend.llvm.leaf;

/// The function that computes a tile, as its callers know it.
///
/// @param spreadBytes memory that the caller keeps for its kind, null at its begin before the first
///   call; 0 for none
public record LeafFunction(String name, LeafKind kind, long spreadBytes) {
  /// What it needs on the stack, its own and that of its caller for it.
  public long stackBytes() {
    return spreadBytes + (kind.tiles() ? TileLeaf.stackBytes(kind) : 0);
  }

  /// Alignment of that memory.
  public static final int ALIGNMENT = Spread.HEAD_BYTES;
}
