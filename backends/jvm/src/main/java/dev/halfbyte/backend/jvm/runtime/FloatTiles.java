package dev.halfbyte.backend.jvm.runtime;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Exact sums of products in `float`: every factor is a whole number, and no sum of a run exceeds
/// 2^24. A strip is `[depth][WIDTH]`.
final class FloatTiles extends ListedTiles {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /// Columns of a strip.
  static final int WIDTH = 2 * LANES;

  private static final ThreadLocal<FloatTiles> MINE = ThreadLocal.withInitial(FloatTiles::new);

  private final float[] sums = new float[ROWS * WIDTH];
  private int[] output = new int[0];
  private int[] activations = output;
  private float[] rows = new float[0];
  private float[] packed = new float[0];
  private float[] strip = packed;
  private int stripAt;
  private int[] panel = output;
  private int panelAt;
  private boolean turned;

  private FloatTiles() {}

  /// Bits of a vector on this machine.
  static int bits() {
    return SPECIES.vectorBitSize();
  }

  /// Elements of all strips of a panel.
  static int panelSize(int width, int depth) {
    return (width + WIDTH - 1) / WIDTH * WIDTH * depth;
  }

  /// Puts a weight of a panel that starts at `base` into its place, where zeros are.
  static void put(float[] strips, int base, int depth, int k, int n, float weight) {
    strips[base + (n / WIDTH * depth + k) * WIDTH + n % WIDTH] = weight;
  }

  /// The object of this thread, ready for a tile.
  static FloatTiles start(Tile tile, int[] output, int[] initial, int[] activations) {
    FloatTiles tiles = MINE.get();
    tile.start(initial, output);
    tiles.output = output;
    tiles.activations = activations;
    return tiles;
  }

  /// With the weights in strips.
  ///
  /// @param weightsAt the first weight of the panel in columns
  void constant(Tile tile, float[] strips, int weightsAt, int steps) {
    if (tile.depth() > 0) {
      int number = weightsAt / (tile.width() * tile.depth());
      strip = strips;
      panelAt = number * panelSize(tile.width(), tile.depth());
    }
    turned = true;
    contract(tile, steps);
  }

  /// With the weights in strips, of listed elements of a single row.
  void listed(
      Tile tile,
      float[] strips,
      int weightsAt,
      int steps,
      int[] numbers,
      int[] values,
      int listed) {
    strip = strips;
    panelAt = weightsAt / (tile.width() * tile.depth()) * panelSize(tile.width(), tile.depth());
    turned = true;
    contract(tile, steps, numbers, values, listed);
  }

  /// With the weights in columns, which are brought into strips on the way.
  void computed(Tile tile, int[] columns, int columnsAt, int steps) {
    panel = columns;
    panelAt = columnsAt;
    turned = false;
    contract(tile, steps);
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
    int a0 = rowAt(tile, row) + first;
    int a1 = rowAt(tile, row + 1) + first;
    int a2 = rowAt(tile, row + 2) + first;
    int a3 = rowAt(tile, row + 3) + first;
    int a4 = rowAt(tile, row + 4) + first;
    int a5 = rowAt(tile, row + 5) + first;
    turn(activations, a0, a1, a2, a3, a4, a5, count, rows, row * count);
  }

  private static void turn(
      int[] from, int a0, int a1, int a2, int a3, int a4, int a5, int count, float[] to, int at) {
    for (int k = 0; k < count; k++) {
      int place = at + ROWS * k;
      to[place] = from[a0 + k];
      to[place + 1] = from[a1 + k];
      to[place + 2] = from[a2 + k];
      to[place + 3] = from[a3 + k];
      to[place + 4] = from[a4 + k];
      to[place + 5] = from[a5 + k];
    }
  }

  @Override
  void strip(Tile tile, int column, int first, int count) {
    if (turned) {
      stripAt = panelAt + (column / WIDTH * tile.depth() + first) * WIDTH;
      return;
    }
    if (packed.length < count * WIDTH) {
      packed = new float[count * WIDTH];
    }
    strip = packed;
    stripAt = 0;
    int most = Math.min(WIDTH, tile.columns() - column);
    for (int n = 0; n < most; n++) {
      int from = panelAt + (column + n) * tile.depth() + first;
      for (int k = 0; k < count; k++) {
        packed[k * WIDTH + n] = panel[from + k];
      }
    }
  }

  @Override
  void packValues(int[] values, int first, int count) {
    if (rows.length < count) {
      rows = new float[count];
    }
    for (int i = 0; i < count; i++) {
      rows[i] = values[first + i];
    }
  }

  @Override
  void listed(Tile tile, int column, int[] numbers, int first, int count) {
    Arrays.fill(sums, 0);
    one(rows, numbers, first, count, strip, stripAt, sums);
    if (column + WIDTH <= tile.width()) {
      whole(sums, 1, output, column, tile.width());
    } else {
      ragged(sums, 1, tile.columns() - column, output, column, tile.width());
    }
  }

  /// Sums of a row of `count` values and the steps of a strip that `numbers` names.
  private static void one(
      float[] row, int[] numbers, int first, int count, float[] strip, int stripAt, float[] sums) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, 0);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, LANES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    for (int i = 0; i < count; i += CHAINS) {
      int w = stripAt + 2 * LANES * numbers[first + i];
      FloatVector x0 = FloatVector.broadcast(SPECIES, row[i]);
      s00 = x0.fma(FloatVector.fromArray(SPECIES, strip, w), s00);
      s01 = x0.fma(FloatVector.fromArray(SPECIES, strip, w + LANES), s01);
      w = stripAt + 2 * LANES * numbers[first + i + 1];
      FloatVector x1 = FloatVector.broadcast(SPECIES, row[i + 1]);
      s10 = x1.fma(FloatVector.fromArray(SPECIES, strip, w), s10);
      s11 = x1.fma(FloatVector.fromArray(SPECIES, strip, w + LANES), s11);
      w = stripAt + 2 * LANES * numbers[first + i + 2];
      FloatVector x2 = FloatVector.broadcast(SPECIES, row[i + 2]);
      s20 = x2.fma(FloatVector.fromArray(SPECIES, strip, w), s20);
      s21 = x2.fma(FloatVector.fromArray(SPECIES, strip, w + LANES), s21);
      w = stripAt + 2 * LANES * numbers[first + i + 3];
      FloatVector x3 = FloatVector.broadcast(SPECIES, row[i + 3]);
      s30 = x3.fma(FloatVector.fromArray(SPECIES, strip, w), s30);
      s31 = x3.fma(FloatVector.fromArray(SPECIES, strip, w + LANES), s31);
    }
    s00.add(s10).add(s20.add(s30)).intoArray(sums, 0);
    s01.add(s11).add(s21.add(s31)).intoArray(sums, LANES);
  }

  @Override
  void block(Tile tile, int row, int column, int count) {
    int most = Math.min(ROWS, tile.rows() - row);
    Arrays.fill(sums, 0);
    if (most > FEW) {
      six(rows, row * count, strip, stripAt, count, sums);
    } else {
      two(rows, row * count, strip, stripAt, count, sums);
    }
    int at = row * tile.width() + column;
    if (column + WIDTH <= tile.width()) {
      whole(sums, most, output, at, tile.width());
    } else {
      ragged(sums, most, tile.columns() - column, output, at, tile.width());
    }
  }

  /// Sums of six rows and a strip, each one `fma` after the other, continued from `sums`.
  static void six(float[] rows, int rowsAt, float[] strip, int stripAt, int depth, float[] sums) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, 0);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, 2 * LANES);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, 3 * LANES);
    FloatVector s20 = FloatVector.fromArray(SPECIES, sums, 4 * LANES);
    FloatVector s21 = FloatVector.fromArray(SPECIES, sums, 5 * LANES);
    FloatVector s30 = FloatVector.fromArray(SPECIES, sums, 6 * LANES);
    FloatVector s31 = FloatVector.fromArray(SPECIES, sums, 7 * LANES);
    FloatVector s40 = FloatVector.fromArray(SPECIES, sums, 8 * LANES);
    FloatVector s41 = FloatVector.fromArray(SPECIES, sums, 9 * LANES);
    FloatVector s50 = FloatVector.fromArray(SPECIES, sums, 10 * LANES);
    FloatVector s51 = FloatVector.fromArray(SPECIES, sums, 11 * LANES);
    for (int k = 0; k < depth; k++) {
      int w = stripAt + 2 * LANES * k;
      int a = rowsAt + ROWS * k;
      FloatVector left = FloatVector.fromArray(SPECIES, strip, w);
      FloatVector right = FloatVector.fromArray(SPECIES, strip, w + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, rows[a]);
      s00 = x0.fma(left, s00);
      s01 = x0.fma(right, s01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, rows[a + 1]);
      s10 = x1.fma(left, s10);
      s11 = x1.fma(right, s11);
      FloatVector x2 = FloatVector.broadcast(SPECIES, rows[a + 2]);
      s20 = x2.fma(left, s20);
      s21 = x2.fma(right, s21);
      FloatVector x3 = FloatVector.broadcast(SPECIES, rows[a + 3]);
      s30 = x3.fma(left, s30);
      s31 = x3.fma(right, s31);
      FloatVector x4 = FloatVector.broadcast(SPECIES, rows[a + 4]);
      s40 = x4.fma(left, s40);
      s41 = x4.fma(right, s41);
      FloatVector x5 = FloatVector.broadcast(SPECIES, rows[a + 5]);
      s50 = x5.fma(left, s50);
      s51 = x5.fma(right, s51);
    }
    s00.intoArray(sums, 0);
    s01.intoArray(sums, LANES);
    s10.intoArray(sums, 2 * LANES);
    s11.intoArray(sums, 3 * LANES);
    s20.intoArray(sums, 4 * LANES);
    s21.intoArray(sums, 5 * LANES);
    s30.intoArray(sums, 6 * LANES);
    s31.intoArray(sums, 7 * LANES);
    s40.intoArray(sums, 8 * LANES);
    s41.intoArray(sums, 9 * LANES);
    s50.intoArray(sums, 10 * LANES);
    s51.intoArray(sums, 11 * LANES);
  }

  /// The same of two rows.
  static void two(float[] rows, int rowsAt, float[] strip, int stripAt, int depth, float[] sums) {
    FloatVector s00 = FloatVector.fromArray(SPECIES, sums, 0);
    FloatVector s01 = FloatVector.fromArray(SPECIES, sums, LANES);
    FloatVector s10 = FloatVector.fromArray(SPECIES, sums, 2 * LANES);
    FloatVector s11 = FloatVector.fromArray(SPECIES, sums, 3 * LANES);
    for (int k = 0; k < depth; k++) {
      int w = stripAt + 2 * LANES * k;
      int a = rowsAt + ROWS * k;
      FloatVector left = FloatVector.fromArray(SPECIES, strip, w);
      FloatVector right = FloatVector.fromArray(SPECIES, strip, w + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, rows[a]);
      s00 = x0.fma(left, s00);
      s01 = x0.fma(right, s01);
      FloatVector x1 = FloatVector.broadcast(SPECIES, rows[a + 1]);
      s10 = x1.fma(left, s10);
      s11 = x1.fma(right, s11);
    }
    s00.intoArray(sums, 0);
    s01.intoArray(sums, LANES);
    s10.intoArray(sums, 2 * LANES);
    s11.intoArray(sums, 3 * LANES);
  }

  private static void whole(float[] sums, int rows, int[] output, int at, int pitch) {
    for (int r = 0; r < rows; r++) {
      add(sums, r * WIDTH, output, at + r * pitch);
    }
  }

  /// A loop that C2 turns into vectors; casts of the Vector API are slow with 256 bits.
  private static void add(float[] sums, int from, int[] output, int at) {
    for (int n = 0; n < WIDTH; n++) {
      output[at + n] += (int) sums[from + n];
    }
  }

  private static void ragged(float[] sums, int rows, int columns, int[] output, int at, int pitch) {
    for (int r = 0; r < rows; r++) {
      for (int n = 0; n < Math.min(columns, WIDTH); n++) {
        output[at + r * pitch + n] += (int) sums[r * WIDTH + n];
      }
    }
  }
}
