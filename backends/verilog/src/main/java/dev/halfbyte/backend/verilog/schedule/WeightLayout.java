package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.ComputedWeights;
import dev.halfbyte.rtl.AcceleratorConfig;

/// Where computed weights stand from their first word on, for the product that writes them and for
/// those that read a group.
///
/// @param config the configuration
/// @param weights the weights
/// @param folded whether the columns behind the last whole tile are folded, behind the tiles
record WeightLayout(AcceleratorConfig config, ComputedWeights weights, boolean folded) {

  /// Returns the tiles of a group in the product that writes it.
  int producerTiles() {
    return Math.ceilDiv(weights.producerCols(), config.cols());
  }

  /// Returns the tiles of columns of a group for its readers.
  int readerTiles() {
    return Math.ceilDiv(weights.n(), config.cols());
  }

  /// Returns the tiles of columns of a group that are not folded.
  int wholeTiles() {
    return folded ? weights.n() / config.cols() : readerTiles();
  }

  /// Returns the word behind the first where a tile of a group begins for its readers.
  int readerWord(int group, int tile) {
    return tile < wholeTiles()
        ? group * groupWords() + tile * stride()
        : foldedWord() + group * groupWords() / config.foldGroups();
  }

  /// Returns whether row `row` of the product that writes the weights is a folded column.
  boolean isFolded(int row) {
    return folded && row >= firstFolded();
  }

  /// Returns the first column that is folded, if any is.
  int firstFolded() {
    return wholeTiles() * config.cols();
  }

  private int foldedWord() {
    return wholeTiles() * stride();
  }

  /// Returns the words between tiles: of columns for those that read and, in the form ROWS, for the
  /// one that writes; in the form COLUMNS all groups lie between two tiles.
  int stride() {
    return switch (weights.form()) {
      case COLUMNS -> weights.groups() * groupWords();
      case ROWS -> Math.ceilDiv(weights.k(), config.lanes());
    };
  }

  /// Returns the words from one group to the next.
  int groupWords() {
    return switch (weights.form()) {
      case COLUMNS -> producerTiles() * config.drainWords();
      case ROWS -> readerTiles() * stride();
    };
  }

  /// Returns the words of all groups in all planes, which lie behind each other.
  int words() {
    return weights.planes() * planeWords();
  }

  /// Returns the words of all groups in one plane, from the lowest bits to the highest.
  int planeWords() {
    return switch (weights.form()) {
      case COLUMNS ->
          foldedWord() + (folded ? weights.groups() * groupWords() / config.foldGroups() : 0);
      case ROWS -> weights.groups() * groupWords();
    };
  }

  /// Returns the word behind the first to which the product that writes the weights gives row `row`
  /// of its tile `tile`; see [dev.halfbyte.rtl.Destination].
  int outputWord(int row, int tile) {
    return switch (weights.form()) {
      case COLUMNS -> {
        int words = tile * config.drainWords();
        yield row / config.cols() * stride()
            + (isFolded(row) ? words / config.foldGroups() : words);
      }
      case ROWS -> tile * stride() + row / config.lanes();
    };
  }

  /// Returns what row `row` is within its word.
  int outputColumn(int row) {
    return switch (weights.form()) {
      case COLUMNS -> row % config.cols();
      case ROWS -> row % config.lanes();
    };
  }
}
