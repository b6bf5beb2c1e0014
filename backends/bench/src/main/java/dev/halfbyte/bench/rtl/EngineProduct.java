package dev.halfbyte.bench.rtl;

import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Cost;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.Prediction;
import dev.halfbyte.rtl.RowTiming;
import dev.halfbyte.rtl.Timing;
import dev.halfbyte.rtl.Unit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;

/// A product of matrices as GEMM commands of the row engine: one, or as many as act and res need
/// for its rows, each with one behind it for columns that are folded. Sums leave as they are,
/// clamped to 16 bits.
final class EngineProduct {
  private static final int RECORD_BITS = 128;
  private static final int ELEMENT_BITS = 16;

  private final Engine engine;
  private final AcceleratorConfig config;
  private final Numbers numbers;
  private final Codes act;
  private final Codes weights;
  private final int kWords;
  private final int rowWords;
  private final int wholeTiles;
  private final boolean folded;
  private final boolean packed;
  private final int outputWords;
  private final Beats in = new Beats();
  private final List<Command> program = new ArrayList<>();
  private final List<Cost> costs = new ArrayList<>();
  private int gemms;

  EngineProduct(Engine engine, Numbers numbers, Codes act, Codes weights) {
    this(engine, numbers, act, weights, false);
  }

  /// @param packed whether the weights, of which two of four are not zero, are packed; no column is
  ///   folded then
  EngineProduct(Engine engine, Numbers numbers, Codes act, Codes weights, boolean packed) {
    this.engine = engine;
    this.config = engine.config();
    this.numbers = numbers;
    this.act = act;
    this.weights = weights;
    this.packed = packed;
    kWords = Math.ceilDiv(act.cols(), config.lanes());
    rowWords = RowTiming.wideWords(kWords) * RowTiming.WIDE_WORDS;
    int tail = weights.cols() % config.cols();
    boolean few = tail > 0 && tail <= config.foldCols();
    folded = config.foldGroups() > 1 && !numbers.decoded() && few && !packed;
    wholeTiles = folded ? weights.cols() / config.cols() : tiles(weights.cols());
    outputWords = wholeTiles * config.drainWords() + (folded ? Command.Gemm.FOLD_WORDS : 0);
  }

  private int tiles(int columns) {
    return Math.ceilDiv(columns, config.cols());
  }

  /// What a product took on the engine.
  ///
  /// @param cycles of the commands, with the cycle in which each is issued
  /// @param commands how many there were
  /// @param run the program with its loads and stores
  record Result(long cycles, int commands, Engine.Run run) {}

  /// Simulates the product, compares every sum and the cycles with what the catalogue predicts.
  Result simulate() {
    loadConstants();
    int room = Math.min(config.actDepth() / rowWords, config.resDepth() / outputWords);
    int commands = Math.ceilDiv(act.rows(), room);
    int rows = Math.ceilDiv(act.rows(), commands);
    for (int row = 0; row < act.rows(); row += rows) {
      rows(act.row(row, Math.min(act.rows(), row + rows)));
    }
    add(new Command.End());
    Engine.Run run = engine.run(program, in.toArray());
    compare(run.out());
    Prediction prediction = new Timing(config).predict(program, costs);
    long predicted = prediction.busyCycles().getOrDefault(Unit.MAC, 0L);
    Mismatch.check("busy cycles of the array", predicted, run.macBusy());
    return new Result(run.macBusy() + gemms, gemms, run);
  }

  private void add(Command command) {
    program.add(command);
    costs.add(new Timing(config).cost(command));
  }

  private void loadConstants() {
    if (numbers.decoded()) {
      BigInteger word = numbers.planes().word();
      for (int beat = 0; beat < Memory.DECODE_BITS / Long.SIZE; beat++) {
        in.beat(word.shiftRight(Long.SIZE * beat).longValue());
      }
      add(new Command.Load(Memory.DECODE, 0, 1, Set.of()));
    }
    int parBits = config.lanes() * RECORD_BITS;
    for (int word = 0; word < outputWords; word++) {
      in.word(parBits);
      for (int lane = 0; lane < config.lanes(); lane++) {
        in.set(parBits, lane * RECORD_BITS + 32, 1, 1);
      }
    }
    add(new Command.Load(Memory.PAR, 0, outputWords, Set.of()));
    if (packed) {
      loadPacked();
      return;
    }
    for (int tile = 0; tile < wholeTiles; tile++) {
      for (int word = 0; word < kWords; word++) {
        int first = word;
        int column = tile * config.cols();
        weightWord((lane, col) -> weights.at(first * config.lanes() + lane, column + col));
      }
    }
    for (int word = 0; word < foldedWords(); word++) {
      int first = word * config.foldGroups();
      weightWord((lane, col) -> {
        int along = first + col / config.foldCols();
        int column = wholeTiles * config.cols() + col % config.foldCols();
        return weights.at(along * config.lanes() + lane, column);
      });
    }
    add(new Command.Load(Memory.WGT, 0, wholeTiles * kWords + foldedWords(), Set.of()));
  }

  /// Weights other than zero of each column in a word of the row: two cells for each word.
  private void loadPacked() {
    for (Memory memory : List.of(Memory.WGT, Memory.INDEX)) {
      int bits = memory == Memory.INDEX ? Memory.INDEX_BITS : config.wgtBits();
      for (int i = 0; i < wholeTiles * packedWords(); i++) {
        int first = i % packedWords() * Command.Gemm.PACK_WORDS;
        int column = i / packedWords() * config.cols();
        word(
            bits,
            (cell, col) -> {
              int row = (first + cell / 2) * config.lanes();
              int lane = lane(row, column + col, cell % 2);
              return memory == Memory.INDEX ? lane : weights.at(row + lane, column + col);
            });
      }
      add(new Command.Load(memory, 0, wholeTiles * packedWords(), Set.of()));
    }
  }

  /// Returns the lane of a weight that is not zero, or one whose weight is zero.
  ///
  /// @param row first row of a word
  /// @param number how many such weights are in front
  private int lane(int row, int column, int number) {
    int[] lanes =
        IntStream.range(0, config.lanes()).filter(l -> weights.at(row + l, column) != 0).toArray();
    return number < lanes.length
        ? lanes[number]
        : IntStream.range(0, config.lanes())
            .filter(l -> weights.at(row + l, column) == 0)
            .findFirst()
            .orElseThrow();
  }

  private int packedWords() {
    return RowTiming.foldedPassCycles(Command.Gemm.PACK_WORDS, kWords);
  }

  private int foldedWords() {
    return folded ? RowTiming.foldedPassCycles(config.foldGroups(), kWords) : 0;
  }

  /// @param weight the weight of a lane and a column of the array
  private void weightWord(IntBinaryOperator weight) {
    word(config.wgtBits(), weight);
  }

  /// @param bits of an element
  /// @param element that of a lane and a column of the array
  private void word(int bits, IntBinaryOperator element) {
    int all = bits * config.cols() * config.lanes();
    in.word(all);
    for (int i = 0; i < config.cols() * config.lanes(); i++) {
      in.set(all, bits * i, bits, element.applyAsInt(i % config.lanes(), i / config.lanes()));
    }
  }

  /// The commands for some rows, whose codes and sums have the memories to themselves.
  private void rows(Codes rows) {
    List<byte[]> codes = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      byte[] stored = stored(rows, row);
      for (int word = 0; word < rowWords; word++) {
        long beat = 0;
        for (int lane = 0; lane < config.lanes(); lane++) {
          long code = stored[word * config.lanes() + lane] & 0xff;
          beat |= code << config.actBits() * lane;
        }
        in.beat(beat);
      }
      codes.add(stored);
    }
    add(new Command.Load(Memory.ACT, 0, rows.rows() * rowWords, Set.of(Unit.MAC)));
    if (wholeTiles > 0) {
      Command.Gemm.Tiles tiles =
          packed
              ? Command.Gemm.Tiles.packed(0, 0, packedWords(), wholeTiles)
              : new Command.Gemm.Tiles(0, kWords, wholeTiles, 0);
      add(gemm(rows.rows(), tiles, 0), codes);
    }
    if (folded) {
      Command.Gemm.Tiles last =
          new Command.Gemm.Tiles(wholeTiles * kWords, 0, 1, 0, Optional.empty(), true);
      add(gemm(rows.rows(), last, wholeTiles * config.drainWords()), codes);
    }
    add(new Command.Store(Memory.RES, 0, rows.rows() * outputWords, false, Set.of(Unit.MAC)));
  }

  private void add(Command.Gemm gemm, List<byte[]> codes) {
    program.add(gemm);
    costs.add(new Timing(config).rowCost(gemm, numbers.planes(), codes));
    gemms++;
  }

  /// @param words of an output row in front of those of the command
  private Command.Gemm gemm(int rows, Command.Gemm.Tiles tiles, int words) {
    return new Command.Gemm(
        new Command.Gemm.Rows(0, rowWords, rows, true, numbers.decoded()),
        tiles,
        kWords,
        words,
        Optional.empty(),
        new Command.Gemm.Output(outputWords, 0),
        new Epilogue(
            Destination.RES,
            words,
            0,
            Short.MIN_VALUE,
            Short.MAX_VALUE,
            Optional.empty(),
            Optional.empty()),
        Set.of(Unit.LOAD, Unit.STORE));
  }

  /// A row as it stands in act, padded to wide words.
  private byte[] stored(Codes rows, int row) {
    byte[] stored = new byte[rowWords * config.lanes()];
    for (int k = 0; k < rows.cols(); k++) {
      stored[k] = (byte) (rows.at(row, k) & (1 << numbers.bits()) - 1);
    }
    return stored;
  }

  private void compare(List<Long> out) {
    int[][] expected = numbers.product(act, weights);
    Mismatch.check("words out", (long) act.rows() * outputWords, out.size());
    for (int row = 0; row < act.rows(); row++) {
      for (int column = 0; column < outputWords * config.lanes(); column++) {
        long word = out.get(row * outputWords + column / config.lanes());
        int sum = (short) (word >> ELEMENT_BITS * (column % config.lanes()));
        int exact = column < weights.cols() ? expected[row][column] : 0;
        int clamped = Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, exact));
        if (clamped != sum) {
          throw new Mismatch("sum of row " + row + ", column " + column, clamped, sum);
        }
      }
    }
  }
}
