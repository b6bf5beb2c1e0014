package dev.halfbyte.bench.rtl;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.Destination;
import dev.halfbyte.rtl.Epilogue;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.rtl.RowTiming;
import dev.halfbyte.rtl.Unit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A product of matrices as GEMM commands of the row engine: one, or as many as act and res need
/// for its rows. Sums leave as they are, clamped to 16 bits.
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
  private final int tiles;
  private final int outputWords;
  private final Beats in = new Beats();
  private final List<Command> program = new ArrayList<>();
  private final List<Integer> passes = new ArrayList<>();
  private long predicted;
  private int gemms;

  EngineProduct(Engine engine, Numbers numbers, Codes act, Codes weights) {
    this.engine = engine;
    this.config = engine.config();
    this.numbers = numbers;
    this.act = act;
    this.weights = weights;
    kWords = Math.ceilDiv(act.cols(), config.lanes());
    rowWords = RowTiming.wideWords(kWords) * RowTiming.WIDE_WORDS;
    tiles = Math.ceilDiv(weights.cols(), config.cols());
    outputWords = tiles * config.drainWords();
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
    program.add(new Command.End());
    Engine.Run run = engine.run(program, in.toArray());
    compare(run.out());
    Mismatch.check("busy cycles of the array", predicted, run.macBusy());
    return new Result(run.macBusy() + gemms, gemms, run);
  }

  private void loadConstants() {
    if (numbers.decoded()) {
      BigInteger word = numbers.planes().word();
      for (int beat = 0; beat < Memory.DECODE_BITS / Long.SIZE; beat++) {
        in.beat(word.shiftRight(Long.SIZE * beat).longValue());
      }
      program.add(new Command.Load(Memory.DECODE, 0, 1, Set.of()));
    }
    int parBits = config.lanes() * RECORD_BITS;
    for (int word = 0; word < outputWords; word++) {
      in.word(parBits);
      for (int lane = 0; lane < config.lanes(); lane++) {
        in.set(parBits, lane * RECORD_BITS + 32, 1, 1);
      }
    }
    program.add(new Command.Load(Memory.PAR, 0, outputWords, Set.of()));
    int bits = 4 * config.cols() * config.lanes();
    for (int tile = 0; tile < tiles; tile++) {
      for (int word = 0; word < kWords; word++) {
        in.word(bits);
        for (int i = 0; i < config.cols() * config.lanes(); i++) {
          int k = word * config.lanes() + i % config.lanes();
          in.set(bits, 4 * i, 4, weights.at(k, tile * config.cols() + i / config.lanes()));
        }
      }
    }
    program.add(new Command.Load(Memory.WGT, 0, tiles * kWords, Set.of()));
  }

  /// The commands for some rows, whose codes and sums have the memories to themselves.
  private void rows(Codes rows) {
    passes.clear();
    RowTiming timing = new RowTiming(config.lanes(), config.drainWords(), config.engines());
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
      passes.add(timing.passCycles(numbers.planes(), kWords, stored));
    }
    predicted += timing.busyCycles(tiles, passes);
    gemms++;
    program.add(new Command.Load(Memory.ACT, 0, rows.rows() * rowWords, Set.of(Unit.MAC)));
    program.add(gemm(rows.rows()));
    program.add(
        new Command.Store(Memory.RES, 0, rows.rows() * outputWords, false, Set.of(Unit.MAC)));
  }

  private Command gemm(int rows) {
    return new Command.Gemm(
        new Command.Gemm.Rows(0, rowWords, rows, true, numbers.decoded()),
        new Command.Gemm.Tiles(0, kWords, tiles, 0),
        kWords,
        0,
        Optional.empty(),
        new Command.Gemm.Output(outputWords, 0),
        new Epilogue(
            Destination.RES,
            0,
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
