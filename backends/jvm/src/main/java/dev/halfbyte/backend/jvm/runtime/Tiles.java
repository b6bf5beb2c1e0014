package dev.halfbyte.backend.jvm.runtime;

/// The integer matrix leaf, as generated code calls it. The array of the weights tells the form
/// that [ConstantImage] gave them.
public final class Tiles {
  private static final LeafChoice CHOICE = LeafChoice.current();

  private Tiles() {}

  /// One [Tile]. Up to one more row and column of the output is overwritten.
  ///
  /// @param weights `int[]` in columns, `float[]` or `double[]` in strips
  /// @param weightsAt first weight of the panel, `width * depth` of which are a panel in any form
  /// @param form in which the products are exact
  /// @param steps products between two extractions that keep it so
  public static void contract(
      int[] output,
      int[] initial,
      int initialAt,
      int[] activations,
      int at,
      int pitch,
      int rows,
      int columns,
      Object weights,
      int weightsAt,
      int width,
      int depth,
      TileForm form,
      int steps) {
    Tile tile =
        new Tile(output, initial, initialAt, activations, at, pitch, rows, columns, width, depth);
    switch (weights) {
      case float[] strips -> FloatTiles.mine().constant(tile, strips, weightsAt, steps);
      case double[] strips -> DoubleTiles.mine().constant(tile, strips, weightsAt, steps);
      case int[] panel -> computed(tile, panel, weightsAt, form, steps);
      default -> throw new IllegalStateException("weights in " + weights.getClass());
    }
  }

  private static void computed(Tile tile, int[] panel, int at, TileForm form, int steps) {
    if (form == TileForm.COLUMNS || !CHOICE.takes(tile.width(), tile.depth())) {
      ScalarTiles.contract(tile, panel, at);
      return;
    }
    switch (form) {
      case FLOATS -> FloatTiles.mine().computed(tile, panel, at, steps);
      case DOUBLES -> DoubleTiles.mine().computed(tile, panel, at, steps);
      case COLUMNS -> throw new IllegalStateException("done above");
    }
  }
}
