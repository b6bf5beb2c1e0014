package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Collects commands together with the stream words that they consume and produce.
final class ScenarioBuilder {
  private final AcceleratorConfig config;
  private final List<Command> commands = new ArrayList<>();
  private final List<Cost> costs = new ArrayList<>();
  private final BeatStream in = new BeatStream();
  private final BeatStream out = new BeatStream();
  private final List<Integer> lastBeats = new ArrayList<>();

  ScenarioBuilder(AcceleratorConfig config) {
    this.config = config;
  }

  void add(Command command) {
    add(command, new Timing(config).cost(command));
  }

  void add(Command command, Cost cost) {
    commands.add(command);
    costs.add(cost);
  }

  /// Loads a matrix into act or res; returns the word behind it.
  int loadRows(Memory memory, int base, Matrix matrix) {
    MatrixLayout layout = MatrixLayout.rows(config, memory, matrix.rows, matrix.cols);
    load(memory, base, pack(memory, layout, matrix));
    return base + layout.words();
  }

  /// Loads columns `from` to `from + COLS - 1` of a weight matrix.
  void loadWeights(int base, Matrix weights, int from) {
    int columns = config.cols();
    Matrix block = new Matrix(columns, weights.rows, (n, k) -> weights.get(k, from + n));
    load(
        Memory.WGT,
        base,
        pack(Memory.WGT, MatrixLayout.weights(config, weights.rows, columns), block));
  }

  /// Loads one record a column, LANES a word; the number of columns is a multiple of LANES.
  void loadRecords(int base, List<Requantize> columns) {
    Bits words = new Bits(columns.size() * Memory.RECORD_BITS);
    for (int n = 0; n < columns.size(); n++) {
      columns.get(n).write(words, n * Memory.RECORD_BITS);
    }
    load(Memory.PAR, base, words);
  }

  /// Loads all tables, 256 codes each.
  void loadTables(int[] tables) {
    Bits words = new Bits(8 * tables.length);
    for (int e = 0; e < tables.length; e++) {
      words.set(8 * e, 8, tables[e]);
    }
    load(Memory.TABLE, 0, words);
  }

  /// Loads the decode table.
  void loadDecode(DecodeTable table) {
    load(Memory.DECODE, 0, Operands.word(table));
  }

  /// Loads the segments of a row engine.
  void loadDecode(DigitPlanes planes) {
    Bits word = new Bits(Memory.DECODE_BITS);
    for (int bit = 0; bit < Memory.DECODE_BITS; bit++) {
      word.set(bit, 1, planes.word().testBit(bit) ? 1 : 0);
    }
    load(Memory.DECODE, 0, word);
  }

  /// Stores a matrix that must have the given elements.
  void storeRows(Memory memory, int base, Matrix matrix, boolean last, Set<Unit> waits) {
    MatrixLayout layout = MatrixLayout.rows(config, memory, matrix.rows, matrix.cols);
    MatrixLayout sent = MatrixLayout.streamed(config, matrix.rows, matrix.cols);
    out.append(config, memory, pack(memory, sent, matrix));
    Command.RowSpan rows = new Command.RowSpan(base, layout.blockWords(), layout.blocks());
    add(new Command.Store(memory, rows, sent.blockWords(), last, waits));
    if (last) {
      lastBeats.add(out.beats().size() - 1);
    }
  }

  Scenario build() {
    add(new Command.End());
    return new Scenario(
        config, List.copyOf(commands), List.copyOf(costs), in.beats(), out.beats(), lastBeats);
  }

  private void load(Memory memory, int base, Bits words) {
    in.append(config, memory, words);
    add(new Command.Load(memory, base, words.width() / memory.wordBits(config), Set.of()));
  }

  private Bits pack(Memory memory, MatrixLayout layout, Matrix matrix) {
    int wordBits = memory.wordBits(config);
    int bits = wordBits / (layout.group() * layout.lanes());
    Bits words = new Bits(layout.words() * wordBits);
    for (int outer = 0; outer < matrix.rows; outer++) {
      for (int inner = 0; inner < matrix.cols; inner++) {
        int low = layout.word(outer, inner) * wordBits + layout.position(outer, inner) * bits;
        words.set(low, bits, matrix.get(outer, inner));
      }
    }
    return words;
  }
}
