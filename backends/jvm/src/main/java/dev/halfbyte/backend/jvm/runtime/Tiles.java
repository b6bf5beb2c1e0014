package dev.halfbyte.backend.jvm.runtime;

/// The matrix leaf, as generated code calls it. The array of constant weights tells the form that
/// [ConstantImage] gave them.
public final class Tiles {
  private static final LeafChoice CHOICE = LeafChoice.current();

  private Tiles() {}

  /// One [Tile] of integers. Up to one more row and column of the output is overwritten.
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
    Tile tile = new Tile(initialAt, at, pitch, rows, columns, width, depth);
    switch (weights) {
      case float[] strips ->
          FloatTiles.start(tile, output, initial, activations)
              .constant(tile, strips, weightsAt, steps);
      case double[] strips ->
          DoubleTiles.start(tile, output, initial, activations)
              .constant(tile, strips, weightsAt, steps);
      case int[] panel -> {
        switch (CHOICE.takes(width, depth) ? form : TileForm.COLUMNS) {
          case COLUMNS ->
              ScalarTiles.contract(tile, output, initial, activations, panel, weightsAt);
          case FLOATS ->
              FloatTiles.start(tile, output, initial, activations)
                  .computed(tile, panel, weightsAt, steps);
          case DOUBLES ->
              DoubleTiles.start(tile, output, initial, activations)
                  .computed(tile, panel, weightsAt, steps);
        }
      }
      default -> throw new IllegalStateException("weights in " + weights.getClass());
    }
  }

  /// The same of a single row, of which only the listed activations count ([Zeros]).
  public static void listed(
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
      int steps,
      int[] numbers,
      int[] count,
      int[] values) {
    Tile tile = new Tile(initialAt, at, pitch, rows, columns, width, depth);
    if (weights instanceof float[] strips && Zeros.pays(count[0], depth)) {
      FloatTiles.start(tile, output, initial, activations)
          .listed(tile, strips, weightsAt, steps, numbers, values, count[0]);
    } else if (weights instanceof double[] strips && Zeros.pays(count[0], depth)) {
      DoubleTiles.start(tile, output, initial, activations)
          .listed(tile, strips, weightsAt, steps, numbers, values, count[0]);
    } else {
      contract(
          output,
          initial,
          initialAt,
          activations,
          at,
          pitch,
          rows,
          columns,
          weights,
          weightsAt,
          width,
          depth,
          form,
          steps);
    }
  }

  /// One [Tile] of floats, each sum in ascending order.
  ///
  /// @param constant whether the weights are a constant
  public static void contract(
      float[] output,
      float[] initial,
      int initialAt,
      float[] activations,
      int at,
      int pitch,
      int rows,
      int columns,
      float[] weights,
      int weightsAt,
      int width,
      int depth,
      boolean constant) {
    Tile tile = new Tile(initialAt, at, pitch, rows, columns, width, depth);
    if (CHOICE.takes(width, depth)) {
      SerialTiles.start(tile, output, initial, activations)
          .contract(tile, weights, weightsAt, constant);
    } else {
      ScalarTiles.contract(tile, output, initial, activations, weights, weightsAt);
    }
  }
}
