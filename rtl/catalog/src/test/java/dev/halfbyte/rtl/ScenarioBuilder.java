package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Collects commands together with the stream words that they consume and produce.
final class ScenarioBuilder {
  private final AcceleratorConfig config;
  private final List<Command> commands = new ArrayList<>();
  private final BeatStream in = new BeatStream();
  private final BeatStream out = new BeatStream();
  private final List<Integer> lastBeats = new ArrayList<>();

  ScenarioBuilder(AcceleratorConfig config) {
    this.config = config;
  }

  void add(Command command) {
    commands.add(command);
  }

  /// Loads a matrix into act or res; returns the word behind it.
  int loadRows(Memory memory, int base, Matrix matrix) {
    MatrixLayout layout = MatrixLayout.rows(config, matrix.rows, matrix.cols);
    int first = in.append(config, memory, layout.words());
    pack(in, first, memory, layout, matrix);
    add(new Command.Load(memory, base, layout.words(), Set.of()));
    return base + layout.words();
  }

  /// Loads columns `from` to `from + COLS - 1` of a weight matrix.
  void loadWeights(int base, Matrix weights, int from) {
    int columns = config.cols();
    Matrix block = new Matrix(columns, weights.rows, (n, k) -> weights.get(k, from + n));
    MatrixLayout layout = MatrixLayout.weights(config, weights.rows, columns);
    int first = in.append(config, Memory.WGT, layout.words());
    pack(in, first, Memory.WGT, layout, block);
    add(new Command.Load(Memory.WGT, base, layout.words(), Set.of()));
  }

  /// Loads one record a column, LANES a word; the number of columns is a multiple of LANES.
  void loadRecords(int base, List<Requantize> columns) {
    int lanes = config.lanes();
    int words = (columns.size() + lanes - 1) / lanes;
    int first = in.append(config, Memory.PAR, words);
    for (int n = 0; n < columns.size(); n++) {
      Requantize column = columns.get(n);
      int beat = first + n / lanes * Memory.PAR.beatsPerWord(config);
      int bit = n % lanes * Memory.RECORD_BITS;
      in.set(beat, bit, 32, column.bias());
      in.set(beat, bit + 32, 32, column.multiplier());
      in.set(beat, bit + 64, 8, column.shift());
    }
    add(new Command.Load(Memory.PAR, base, words, Set.of()));
  }

  /// Loads all tables, 256 codes each.
  void loadTables(int[] tables) {
    int words = tables.length / 8;
    int first = in.append(config, Memory.TABLE, words);
    for (int e = 0; e < tables.length; e++) {
      in.set(first + e / 8, e % 8 * 8, 8, tables[e]);
    }
    add(new Command.Load(Memory.TABLE, 0, words, Set.of()));
  }

  /// Stores a matrix that must have the given elements.
  void storeRows(Memory memory, int base, Matrix matrix, boolean last, Set<Unit> waits) {
    MatrixLayout layout = MatrixLayout.rows(config, matrix.rows, matrix.cols);
    int first = out.append(config, memory, layout.words());
    pack(out, first, memory, layout, matrix);
    add(new Command.Store(memory, base, layout.words(), last, waits));
    if (last) {
      lastBeats.add(out.beats().size() - 1);
    }
  }

  Scenario build() {
    add(new Command.End());
    return new Scenario(config, List.copyOf(commands), in.beats(), out.beats(), lastBeats);
  }

  private void pack(
      BeatStream stream, int first, Memory memory, MatrixLayout layout, Matrix matrix) {
    int bits =
        switch (memory) {
          case ACT -> config.actBits();
          case RES -> 16;
          case WGT -> config.wgtBits();
          case PAR, TABLE -> throw new IllegalArgumentException(memory + " holds no matrix");
        };
    for (int outer = 0; outer < matrix.rows; outer++) {
      for (int inner = 0; inner < matrix.cols; inner++) {
        int beat = first + layout.word(outer, inner) * memory.beatsPerWord(config);
        stream.set(beat, layout.position(outer, inner) * bits, bits, matrix.get(outer, inner));
      }
    }
  }
}
