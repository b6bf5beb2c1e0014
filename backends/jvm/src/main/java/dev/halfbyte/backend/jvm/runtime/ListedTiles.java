package dev.halfbyte.backend.jvm.runtime;

/// Vector tiles of integers that also take listed elements of a single row ([Zeros]).
abstract class ListedTiles extends VectorTiles {
  /// Listed elements that are taken together, each with sums of its own.
  static final int CHAINS = 4;

  /// Runs over the listed elements; what follows the last one is 0.
  final void contract(Tile tile, int steps, int[] numbers, int[] values, int listed) {
    int run = Math.min(steps, RUN) / CHAINS * CHAINS;
    for (int first = 0; first < listed; first += run) {
      int count = Math.min(run, (listed - first + CHAINS - 1) / CHAINS * CHAINS);
      packValues(values, first, count);
      for (int n = 0; n < tile.columns(); n += stripWidth()) {
        strip(tile, n, 0, tile.depth());
        listed(tile, n, numbers, first, count);
      }
    }
  }

  /// Brings `count` values from `first` on into the form of rows.
  abstract void packValues(int[] values, int first, int count);

  /// Adds the products of these values with the weights of a strip at the places `numbers`.
  abstract void listed(Tile tile, int column, int[] numbers, int first, int count);
}
