package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// A random two-layer program for a row engine: codes in one digit plane or in several, with zeros,
/// into act through a table, from there into res with a residual.
///
/// The expected results and costs are computed from the matrices, not from the commands.
final class RowScenario {
  private static final int ROW_ALIGNMENT = RowTiming.WIDE_WORDS;

  private final AcceleratorConfig config;
  private final Random random;
  private final ScenarioBuilder builder;
  private final int[] tables;
  private final int rows;

  private RowScenario(AcceleratorConfig config, long seed) {
    this.config = config;
    this.random = new Random(seed);
    this.builder = new ScenarioBuilder(config);
    this.tables = random.ints(256L * config.tables(), 0, 256).toArray();
    this.rows = 1 + random.nextInt(6);
  }

  /// A matrix of codes in act, or of numbers: columns beyond those of the data are padding.
  ///
  /// @param base first act word
  /// @param codes as they are stored, rows padded to wide words
  /// @param kWords words of a row that the engine reads
  private record Stored(int base, Matrix codes, int kWords) {}

  /// Returns the scenario of a seed.
  static Scenario of(AcceleratorConfig config, long seed) {
    return new RowScenario(config, seed).generate();
  }

  private Scenario generate() {
    int tileWords = config.drainWords();
    int tiles = tiles(tileWords);
    int outerTiles = 1 + random.nextInt(3);
    int inner = config.lanes() * (1 + random.nextInt(40));
    int hidden = tiles * config.cols();
    int outer = outerTiles * config.cols();
    Matrix w1 = weights(inner, hidden);
    Matrix w2 = weights(hidden, outer);
    Matrix residual = Matrix.random(random, rows, outer, -32768, 32767);
    builder.loadTables(tables);
    List<Requantize> records = records(hidden, 14);
    records.addAll(records(outer, 14));
    builder.loadRecords(0, records);
    builder.loadRows(Memory.RES, 0, residual);

    Stored x = load(inner);
    DigitPlanes planes1 = planes();
    Epilogue e1 = epilogue(Memory.ACT, x.codes.cols / config.lanes() * rows);
    Matrix y1 = layer(x, w1, planes1, 0, e1, records.subList(0, hidden), residual);
    builder.storeRows(Memory.ACT, e1.outputBase(), y1, false, Set.of(Unit.MAC));

    Stored hiddenCodes = new Stored(e1.outputBase(), y1, hidden / config.lanes());
    Epilogue e2 = withStride(epilogue(Memory.RES, 0), outer / config.lanes());
    Matrix y2 =
        layer(
            hiddenCodes,
            w2,
            planes(),
            hidden / config.lanes(),
            e2,
            records.subList(hidden, hidden + outer),
            residual);
    builder.storeRows(Memory.RES, 0, y2, true, Set.of(Unit.MAC));
    return builder.build();
  }

  /// Tiles whose words of a row are whole wide words.
  private int tiles(int tileWords) {
    int least = Math.max(1, ROW_ALIGNMENT / tileWords);
    return least * (1 + random.nextInt(2));
  }

  private Stored load(int inner) {
    int kWords = inner / config.lanes();
    int words = RowTiming.wideWords(kWords) * ROW_ALIGNMENT;
    int zeros = random.nextInt(100);
    Matrix codes =
        new Matrix(
            rows,
            words * config.lanes(),
            // Codes beyond the row are whatever was there before.
            (_, _) -> random.nextInt(100) < zeros ? 0 : random.nextInt(1 << config.actBits()));
    builder.loadRows(Memory.ACT, 0, codes);
    return new Stored(0, codes, kWords);
  }

  /// Loads weights tile by tile and issues one command for all tiles.
  private Matrix layer(
      Stored x,
      Matrix weights,
      DigitPlanes planes,
      int parameterBase,
      Epilogue epilogue,
      List<Requantize> records,
      Matrix residual) {
    boolean decode = !planes.equals(DigitPlanes.plain(true));
    if (decode) {
      builder.loadDecode(planes);
    }
    int tiles = weights.cols / config.cols();
    int base = random.nextInt(9);
    for (int tile = 0; tile < tiles; tile++) {
      builder.loadWeights(base + tile * x.kWords, weights, tile * config.cols());
    }
    Command.Gemm gemm =
        new Command.Gemm(
            new Command.Gemm.Rows(x.base, x.codes.cols / config.lanes(), rows, true, decode),
            new Command.Gemm.Tiles(base, x.kWords, tiles, 0),
            x.kWords,
            parameterBase,
            Optional.empty(),
            Command.Gemm.Output.rows(weights.cols / config.lanes()),
            epilogue,
            Set.of(Unit.LOAD));
    builder.add(gemm, new Timing(config).rowCost(gemm, planes, rows(x)));
    return product(x, weights, planes, epilogue, records, residual);
  }

  private List<byte[]> rows(Stored x) {
    List<byte[]> found = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      byte[] codes = new byte[x.codes.cols];
      for (int k = 0; k < codes.length; k++) {
        codes[k] = (byte) x.codes.get(row, k);
      }
      found.add(codes);
    }
    return found;
  }

  private Matrix product(
      Stored x,
      Matrix weights,
      DigitPlanes planes,
      Epilogue epilogue,
      List<Requantize> records,
      Matrix residual) {
    return new Matrix(
        rows,
        weights.cols,
        (m, n) -> {
          int sum = 0;
          for (Segment segment : planes.segments()) {
            sum <<= segment.shift();
            for (int k = 0; k < weights.rows; k++) {
              sum += segment.number(x.codes.get(m, k) & 0xff) * weights.get(k, n);
            }
          }
          int code =
              records.get(n).apply(sum, Requantize.side(epilogue, residual.get(m, n)), epilogue);
          return Requantize.stored(config, epilogue, tables, code);
        });
  }

  /// Plain signed codes, or the numbers of a random table in up to three digits.
  private DigitPlanes planes() {
    if (random.nextBoolean()) {
      return DigitPlanes.plain(true);
    }
    List<Segment> segments = new ArrayList<>();
    for (int s = random.nextInt(3); s >= 0; s--) {
      List<Integer> digits = new ArrayList<>();
      for (int code = 0; code < DigitSegment.CODES; code++) {
        digits.add(random.nextInt(3) > 0 ? random.nextInt(DigitSegment.CODES) : 0);
      }
      int shift = segments.isEmpty() ? 0 : random.nextBoolean() ? 4 : 1;
      segments.add(
          new DigitSegment(
              digits, random.nextInt(config.actBits() / 4), 0, random.nextBoolean(), true, shift));
    }
    return new DigitPlanes(segments);
  }

  private Matrix weights(int k, int n) {
    return Matrix.random(random, k, n, -8, 7);
  }

  private List<Requantize> records(int count, int valueBits) {
    List<Requantize> records = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      records.add(Requantize.random(random, valueBits));
    }
    return records;
  }

  private static Epilogue withStride(Epilogue epilogue, int stride) {
    return new Epilogue(
        epilogue.destination(),
        epilogue.outputBase(),
        epilogue.zero(),
        epilogue.lo(),
        epilogue.hi(),
        epilogue
            .residual()
            .map(r -> new Epilogue.Residual(r.base(), stride, r.multiplier(), r.zero())),
        epilogue.table());
  }

  private Epilogue epilogue(Memory destination, int base) {
    int bits = destination == Memory.ACT ? config.actBits() : 10;
    boolean toAct = destination == Memory.ACT;
    Optional<Epilogue.Residual> residual =
        toAct
            ? Optional.empty()
            : Optional.of(
                new Epilogue.Residual(
                    0, 0, random.nextInt(Integer.MAX_VALUE), random.nextInt(-1000, 1000)));
    Optional<Epilogue.Table> table =
        toAct
            ? Optional.of(new Epilogue.Table(random.nextInt(config.tables()), random.nextBoolean()))
            : Optional.empty();
    return new Epilogue(
        Destination.rowsIn(destination),
        base,
        random.nextInt(-20, 21),
        -(1 << bits - 1),
        (1 << bits - 1) - 1,
        residual,
        table);
  }
}
