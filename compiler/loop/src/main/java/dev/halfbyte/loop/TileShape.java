package dev.halfbyte.loop;

/// Register tile of a target's integer dot product: `rows` x `columns` accumulators, `depth`
/// consecutive products per step.
///
/// @param depth a power of two; the reduced extent is padded to a multiple of it
public record TileShape(int rows, int columns, int depth) {
  public TileShape {
    if (rows < 1 || columns < 2 || columns % 2 != 0 || Integer.bitCount(depth) != 1) {
      throw new IllegalArgumentException("tile " + rows + " x " + columns + " x " + depth);
    }
  }

  public TileShape withRows(int count) {
    return new TileShape(count, columns, depth);
  }

  /// `extent` rounded up to whole steps.
  public long paddedDepth(long extent) {
    return (extent + depth - 1) / depth * depth;
  }

  /// Panels that cover `extent` columns.
  public long panels(long extent) {
    return (extent + columns - 1) / columns;
  }

  @Override
  public String toString() {
    return rows + "x" + columns + "x" + depth;
  }
}
