package dev.halfbyte.backend.jvm.runtime;

/// Sums of products of floats, each in ascending order: only rows and columns are blocked, and a
/// sum goes on where the run before has left it. Strips are those of [FloatTiles].
final class SerialTiles extends VectorTiles {
  private static final int WIDTH = FloatTiles.WIDTH;
  private static final ThreadLocal<SerialTiles> MINE = ThreadLocal.withInitial(SerialTiles::new);

  private final float[] sums = new float[ROWS * WIDTH];
  private float[] output = sums;
  private float[] activations = sums;
  private float[] rows = new float[0];
  private float[] packed = new float[0];
  private float[] weights = packed;
  private float[] strip = packed;
  private int stripAt;
  private int weightsAt;
  private boolean turned;

  private SerialTiles() {}

  /// The object of this thread, ready for a tile.
  static SerialTiles start(Tile tile, float[] output, float[] initial, float[] activations) {
    SerialTiles tiles = MINE.get();
    tile.start(initial, output);
    tiles.output = output;
    tiles.activations = activations;
    return tiles;
  }

  /// @param weights of a constant in strips, else in columns
  /// @param first the first weight of the panel in columns
  void contract(Tile tile, float[] weights, int first, boolean constant) {
    this.weights = weights;
    turned = constant;
    weightsAt = first;
    if (constant && tile.depth() > 0) {
      int number = first / (tile.width() * tile.depth());
      weightsAt = number * FloatTiles.panelSize(tile.width(), tile.depth());
    }
    contract(tile, tile.depth());
  }

  @Override
  int stripWidth() {
    return WIDTH;
  }

  @Override
  void packRows(Tile tile, int row, int first, int count) {
    int whole = (tile.rows() + ROWS - 1) / ROWS * ROWS;
    if (rows.length < whole * count) {
      rows = new float[whole * count];
    }
    for (int r = 0; r < ROWS; r++) {
      turn(activations, rowAt(tile, row + r) + first, count, rows, row * count + r);
    }
  }

  private static void turn(float[] from, int at, int count, float[] to, int place) {
    for (int k = 0; k < count; k++) {
      to[place + ROWS * k] = from[at + k];
    }
  }

  @Override
  void strip(Tile tile, int column, int first, int count) {
    if (turned) {
      strip = weights;
      stripAt = weightsAt + (column / WIDTH * tile.depth() + first) * WIDTH;
      return;
    }
    if (packed.length < count * WIDTH) {
      packed = new float[count * WIDTH];
    }
    strip = packed;
    stripAt = 0;
    int most = Math.min(WIDTH, tile.columns() - column);
    for (int n = 0; n < most; n++) {
      int from = weightsAt + (column + n) * tile.depth() + first;
      for (int k = 0; k < count; k++) {
        packed[k * WIDTH + n] = weights[from + k];
      }
    }
  }

  @Override
  void block(Tile tile, int row, int column, int count) {
    int most = Math.min(ROWS, tile.rows() - row);
    int width = Math.min(WIDTH, tile.width() - column);
    int at = row * tile.width() + column;
    for (int r = 0; r < most; r++) {
      System.arraycopy(output, at + r * tile.width(), sums, r * WIDTH, width);
    }
    if (most > FEW) {
      FloatTiles.six(rows, row * count, strip, stripAt, count, sums);
    } else {
      FloatTiles.two(rows, row * count, strip, stripAt, count, sums);
    }
    for (int r = 0; r < most; r++) {
      System.arraycopy(sums, r * WIDTH, output, at + r * tile.width(), width);
    }
  }
}
