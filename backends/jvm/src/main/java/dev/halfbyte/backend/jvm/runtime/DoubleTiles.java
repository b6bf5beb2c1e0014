package dev.halfbyte.backend.jvm.runtime;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Exact sums of small products in `double`, three columns in each: `w0 + w1 * 2^17 + w2 * 2^34`.
/// Sums start at 1.5 * 2^52, where the last place of a double is one, and are taken apart by shifts
/// before a field can reach 2^16.
///
/// A strip is `[depth][2 * LANES]`; field `f` of element `i` is its column `f * 2 * LANES + i`.
final class DoubleTiles extends ListedTiles {
  private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));
  private static final int LANES = SPECIES.length();
  private static final int ELEMENTS = 2 * LANES;
  private static final int FIELDS = 3;
  private static final int FIELD_BITS = 17;
  private static final int ABOVE = Long.SIZE - FIELD_BITS;

  /// Columns of a strip.
  static final int WIDTH = FIELDS * ELEMENTS;

  private static final double START = 0x1.8p52;
  private static final long START_BITS = Double.doubleToRawLongBits(START);

  private static final ThreadLocal<DoubleTiles> MINE = ThreadLocal.withInitial(DoubleTiles::new);

  private final double[] sums = new double[ROWS * ELEMENTS];
  private int[] output = new int[0];
  private int[] activations = output;
  private double[] rows = new double[0];
  private double[] packed = new double[0];
  private double[] strip = packed;
  private int stripAt;
  private int[] panel = output;
  private int panelAt;
  private boolean turned;

  private DoubleTiles() {}

  /// Elements of all strips of a panel.
  static int panelSize(int width, int depth) {
    return (width + WIDTH - 1) / WIDTH * ELEMENTS * depth;
  }

  /// Adds a weight of a panel that starts at `base` to its element, where zeros are.
  static void put(double[] strips, int base, int depth, int k, int n, int weight) {
    int field = n % WIDTH / ELEMENTS;
    int at = base + (n / WIDTH * depth + k) * ELEMENTS + n % ELEMENTS;
    strips[at] += Math.scalb((double) weight, FIELD_BITS * field);
  }

  /// The object of this thread, ready for a tile.
  static DoubleTiles start(Tile tile, int[] output, int[] initial, int[] activations) {
    DoubleTiles tiles = MINE.get();
    tile.start(initial, output);
    tiles.output = output;
    tiles.activations = activations;
    return tiles;
  }

  /// With the weights in strips.
  ///
  /// @param weightsAt the first weight of the panel in columns
  void constant(Tile tile, double[] strips, int weightsAt, int steps) {
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
      double[] strips,
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
      rows = new double[whole * count];
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
      int[] from, int a0, int a1, int a2, int a3, int a4, int a5, int count, double[] to, int at) {
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
      stripAt = panelAt + (column / WIDTH * tile.depth() + first) * ELEMENTS;
      return;
    }
    if (packed.length < count * ELEMENTS) {
      packed = new double[count * ELEMENTS];
    }
    strip = packed;
    stripAt = 0;
    Arrays.fill(packed, 0, count * ELEMENTS, 0);
    int most = Math.min(WIDTH, tile.columns() - column);
    for (int n = 0; n < most; n++) {
      int from = panelAt + (column + n) * tile.depth() + first;
      double unit = Math.scalb(1.0, FIELD_BITS * (n / ELEMENTS));
      for (int k = 0; k < count; k++) {
        packed[k * ELEMENTS + n % ELEMENTS] += unit * panel[from + k];
      }
    }
  }

  @Override
  void packValues(int[] values, int first, int count) {
    if (rows.length < count) {
      rows = new double[count];
    }
    for (int i = 0; i < count; i++) {
      rows[i] = values[first + i];
    }
  }

  @Override
  void listed(Tile tile, int column, int[] numbers, int first, int count) {
    Arrays.fill(sums, START);
    one(rows, numbers, first, count, strip, stripAt, sums);
    if (column + WIDTH <= tile.width()) {
      whole(sums, 1, output, column, tile.width());
    } else {
      ragged(sums, 1, tile.columns() - column, output, column, tile.width());
    }
  }

  /// Sums of a row of `count` values and the steps of a strip that `numbers` names.
  private static void one(
      double[] row,
      int[] numbers,
      int first,
      int count,
      double[] strip,
      int stripAt,
      double[] sums) {
    DoubleVector s00 = DoubleVector.fromArray(SPECIES, sums, 0);
    DoubleVector s01 = DoubleVector.fromArray(SPECIES, sums, LANES);
    DoubleVector s10 = DoubleVector.zero(SPECIES);
    DoubleVector s11 = DoubleVector.zero(SPECIES);
    DoubleVector s20 = DoubleVector.zero(SPECIES);
    DoubleVector s21 = DoubleVector.zero(SPECIES);
    DoubleVector s30 = DoubleVector.zero(SPECIES);
    DoubleVector s31 = DoubleVector.zero(SPECIES);
    for (int i = 0; i < count; i += CHAINS) {
      int w = stripAt + 2 * LANES * numbers[first + i];
      DoubleVector x0 = DoubleVector.broadcast(SPECIES, row[i]);
      s00 = x0.fma(DoubleVector.fromArray(SPECIES, strip, w), s00);
      s01 = x0.fma(DoubleVector.fromArray(SPECIES, strip, w + LANES), s01);
      w = stripAt + 2 * LANES * numbers[first + i + 1];
      DoubleVector x1 = DoubleVector.broadcast(SPECIES, row[i + 1]);
      s10 = x1.fma(DoubleVector.fromArray(SPECIES, strip, w), s10);
      s11 = x1.fma(DoubleVector.fromArray(SPECIES, strip, w + LANES), s11);
      w = stripAt + 2 * LANES * numbers[first + i + 2];
      DoubleVector x2 = DoubleVector.broadcast(SPECIES, row[i + 2]);
      s20 = x2.fma(DoubleVector.fromArray(SPECIES, strip, w), s20);
      s21 = x2.fma(DoubleVector.fromArray(SPECIES, strip, w + LANES), s21);
      w = stripAt + 2 * LANES * numbers[first + i + 3];
      DoubleVector x3 = DoubleVector.broadcast(SPECIES, row[i + 3]);
      s30 = x3.fma(DoubleVector.fromArray(SPECIES, strip, w), s30);
      s31 = x3.fma(DoubleVector.fromArray(SPECIES, strip, w + LANES), s31);
    }
    s00.add(s10).add(s20.add(s30)).intoArray(sums, 0);
    s01.add(s11).add(s21.add(s31)).intoArray(sums, LANES);
  }

  @Override
  void block(Tile tile, int row, int column, int count) {
    int most = Math.min(ROWS, tile.rows() - row);
    Arrays.fill(sums, START);
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

  private static void six(
      double[] rows, int rowsAt, double[] strip, int stripAt, int depth, double[] sums) {
    DoubleVector s00 = DoubleVector.fromArray(SPECIES, sums, 0);
    DoubleVector s01 = DoubleVector.fromArray(SPECIES, sums, LANES);
    DoubleVector s10 = DoubleVector.fromArray(SPECIES, sums, 2 * LANES);
    DoubleVector s11 = DoubleVector.fromArray(SPECIES, sums, 3 * LANES);
    DoubleVector s20 = DoubleVector.fromArray(SPECIES, sums, 4 * LANES);
    DoubleVector s21 = DoubleVector.fromArray(SPECIES, sums, 5 * LANES);
    DoubleVector s30 = DoubleVector.fromArray(SPECIES, sums, 6 * LANES);
    DoubleVector s31 = DoubleVector.fromArray(SPECIES, sums, 7 * LANES);
    DoubleVector s40 = DoubleVector.fromArray(SPECIES, sums, 8 * LANES);
    DoubleVector s41 = DoubleVector.fromArray(SPECIES, sums, 9 * LANES);
    DoubleVector s50 = DoubleVector.fromArray(SPECIES, sums, 10 * LANES);
    DoubleVector s51 = DoubleVector.fromArray(SPECIES, sums, 11 * LANES);
    for (int k = 0; k < depth; k++) {
      int w = stripAt + 2 * LANES * k;
      int a = rowsAt + ROWS * k;
      DoubleVector left = DoubleVector.fromArray(SPECIES, strip, w);
      DoubleVector right = DoubleVector.fromArray(SPECIES, strip, w + LANES);
      DoubleVector x0 = DoubleVector.broadcast(SPECIES, rows[a]);
      s00 = x0.fma(left, s00);
      s01 = x0.fma(right, s01);
      DoubleVector x1 = DoubleVector.broadcast(SPECIES, rows[a + 1]);
      s10 = x1.fma(left, s10);
      s11 = x1.fma(right, s11);
      DoubleVector x2 = DoubleVector.broadcast(SPECIES, rows[a + 2]);
      s20 = x2.fma(left, s20);
      s21 = x2.fma(right, s21);
      DoubleVector x3 = DoubleVector.broadcast(SPECIES, rows[a + 3]);
      s30 = x3.fma(left, s30);
      s31 = x3.fma(right, s31);
      DoubleVector x4 = DoubleVector.broadcast(SPECIES, rows[a + 4]);
      s40 = x4.fma(left, s40);
      s41 = x4.fma(right, s41);
      DoubleVector x5 = DoubleVector.broadcast(SPECIES, rows[a + 5]);
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

  private static void two(
      double[] rows, int rowsAt, double[] strip, int stripAt, int depth, double[] sums) {
    DoubleVector s00 = DoubleVector.fromArray(SPECIES, sums, 0);
    DoubleVector s01 = DoubleVector.fromArray(SPECIES, sums, LANES);
    DoubleVector s10 = DoubleVector.fromArray(SPECIES, sums, 2 * LANES);
    DoubleVector s11 = DoubleVector.fromArray(SPECIES, sums, 3 * LANES);
    for (int k = 0; k < depth; k++) {
      int w = stripAt + 2 * LANES * k;
      int a = rowsAt + ROWS * k;
      DoubleVector left = DoubleVector.fromArray(SPECIES, strip, w);
      DoubleVector right = DoubleVector.fromArray(SPECIES, strip, w + LANES);
      DoubleVector x0 = DoubleVector.broadcast(SPECIES, rows[a]);
      s00 = x0.fma(left, s00);
      s01 = x0.fma(right, s01);
      DoubleVector x1 = DoubleVector.broadcast(SPECIES, rows[a + 1]);
      s10 = x1.fma(left, s10);
      s11 = x1.fma(right, s11);
    }
    s00.intoArray(sums, 0);
    s01.intoArray(sums, LANES);
    s10.intoArray(sums, 2 * LANES);
    s11.intoArray(sums, 3 * LANES);
  }

  private static void whole(double[] sums, int rows, int[] output, int at, int pitch) {
    for (int r = 0; r < rows; r++) {
      for (int n = 0; n < ELEMENTS; n += LANES) {
        int place = at + r * pitch + n;
        LongVector sum =
            DoubleVector.fromArray(SPECIES, sums, r * ELEMENTS + n)
                .reinterpretAsLongs()
                .sub(START_BITS);
        LongVector low = sum.lanewise(VectorOperators.LSHL, ABOVE);
        low = low.lanewise(VectorOperators.ASHR, ABOVE);
        sum = sum.sub(low).lanewise(VectorOperators.ASHR, FIELD_BITS);
        LongVector middle = sum.lanewise(VectorOperators.LSHL, ABOVE);
        middle = middle.lanewise(VectorOperators.ASHR, ABOVE);
        LongVector high = sum.sub(middle).lanewise(VectorOperators.ASHR, FIELD_BITS);
        IntVector.fromArray(INTS, output, place)
            .add(low.convertShape(VectorOperators.L2I, INTS, 0))
            .intoArray(output, place);
        place += ELEMENTS;
        IntVector.fromArray(INTS, output, place)
            .add(middle.convertShape(VectorOperators.L2I, INTS, 0))
            .intoArray(output, place);
        place += ELEMENTS;
        IntVector.fromArray(INTS, output, place)
            .add(high.convertShape(VectorOperators.L2I, INTS, 0))
            .intoArray(output, place);
      }
    }
  }

  private static void ragged(
      double[] sums, int rows, int columns, int[] output, int at, int pitch) {
    for (int r = 0; r < rows; r++) {
      for (int n = 0; n < Math.min(columns, WIDTH); n++) {
        double sum = sums[r * ELEMENTS + n % ELEMENTS];
        output[at + r * pitch + n] += field(sum, n / ELEMENTS);
      }
    }
  }

  private static int field(double sum, int number) {
    long rest = Double.doubleToRawLongBits(sum) - START_BITS;
    for (int i = 0; i < number; i++) {
      rest = (rest - (rest << ABOVE >> ABOVE)) >> FIELD_BITS;
    }
    return (int) (rest << ABOVE >> ABOVE);
  }
}
