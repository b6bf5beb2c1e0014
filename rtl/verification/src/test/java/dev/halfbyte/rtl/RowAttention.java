package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// A random program of one attention head behind a norm, in chunks of rows: scores of the next
/// chunk are computed while the softmax of the last one runs, stores and loads go on beside both.
final class RowAttention {
  private static final int ALIGNMENT = RowTiming.WIDE_WORDS;

  /// 4 bits that stand for zero: codes of nothing else meet weights that were never written.
  private static final int ZERO_DIGIT = 15;

  private final AcceleratorConfig config;
  private final Random random;
  private final RowProgram program;
  private final int lanes;
  private final int cols;
  private final int[] act = {0, Memory.SIDE_BASE};
  private final int[] res = {0, Memory.SIDE_BASE};
  private final int[] wgt = {0, Memory.SIDE_BASE};
  private int par;
  private int index;

  private final int tokens;
  private final int channels;
  private final int headTiles;
  private final int tokenTiles;
  private final DigitPlanes planes;
  private final boolean wide;
  private final boolean late;
  private final Optional<Integer> firstCount;

  /// Keys in whole tiles; those behind them, if there are any, are folded.
  private final int wholeKeys;

  private RowAttention(AcceleratorConfig config, long seed) {
    this.config = config;
    this.random = new Random(seed);
    this.program = new RowProgram(config);
    this.lanes = config.lanes();
    this.cols = config.cols();
    this.tokens = 1 + random.nextInt(cols + 20);
    this.channels = 1 + random.nextInt(40);
    this.headTiles = 1 + random.nextInt(2);
    this.tokenTiles = Math.ceilDiv(tokens, cols);
    this.wide = config.actBits() > 4 && random.nextBoolean();
    this.planes = wide ? RandomPlanes.of(random, 2, ZERO_DIGIT) : planes();
    this.late = random.nextBoolean();
    this.firstCount =
        random.nextBoolean() ? Optional.of(random.nextInt(tokens + 1)) : Optional.empty();
    boolean folds =
        config.foldGroups() > 1 && tokens % cols <= config.foldCols() && random.nextInt(4) > 0;
    this.wholeKeys = folds && !wide ? tokens - tokens % cols : tokens;
  }

  /// Rows of words in a memory.
  private record Rows(int base, int stride) {
    Command.RowSpan span(int from, int rows) {
      return new Command.RowSpan(base + from * stride, stride, rows);
    }
  }

  /// Returns the scenario of a seed.
  static Scenario of(AcceleratorConfig config, long seed) {
    return new RowAttention(config, seed).generate();
  }

  private Scenario generate() {
    program.load(Memory.TABLE, 0, Memory.TABLE_WORDS * config.tables(), random);
    loadExp();
    Rows x = rows(res, Math.max(Math.ceilDiv(channels, lanes), config.drainWords()), 1);
    program.load(Memory.RES, x.base, tokens * x.stride, random);
    Rows normal = norm(x);
    int headWords = headTiles * config.drainWords();
    Rows queries = rows(act, headWords, ALIGNMENT);
    int keyStride = headWords + random.nextInt(3);
    int keyPlane = tokenTiles * keyStride;
    int planes = wide ? 2 : 1;
    int keys = weights(planes * keyPlane);
    int valueStride = Math.ceilDiv(tokens, lanes) + random.nextInt(3);
    int valuePlane = headTiles * valueStride;
    int values = weights(planes * valuePlane);
    project(normal, Destination.WGT_COLUMNS, keys, keyStride, cols, keyPlane);
    project(normal, Destination.ACT, queries.base, queries.stride, 0, 0);
    project(normal, Destination.WGT_ROWS, values, valueStride, lanes, valuePlane);
    attend(
        queries,
        tiles(keys, keyStride, tokenTiles, keyPlane),
        tiles(values, valueStride, headTiles, valuePlane),
        x);
    return program.build();
  }

  /// Weights made on the way, in two planes if codes are wide.
  private Command.Gemm.Tiles tiles(int base, int stride, int count, int plane) {
    Optional<Command.Gemm.HighPlane> high =
        wide
            ? Optional.of(new Command.Gemm.HighPlane(plane, random.nextInt(-16, 16)))
            : Optional.empty();
    return new Command.Gemm.Tiles(base, stride, count, random.nextInt(-8, 8), high);
  }

  /// A table of the softmax whose numbers are those of its codes.
  private void loadExp() {
    Bits words = new Bits(Memory.EXP_WORDS * Memory.EXP_BITS);
    for (int d = 0; d < Memory.EXP_WORDS; d++) {
      int code =
          random.nextInt(4) == 0 ? random.nextInt(1 << config.actBits()) : Math.min(d / 8, 15);
      words.set(d * Memory.EXP_BITS, 8, code);
      words.set(d * Memory.EXP_BITS + 8, 16, planes.number(code) & 0xffff);
    }
    program.load(Memory.EXP, 0, words);
    program.load(planes);
  }

  private DigitPlanes planes() {
    List<Segment> segments = new ArrayList<>();
    for (int s = random.nextInt(2); s >= 0; s--) {
      List<Integer> digits =
          IntStream.range(0, 16).mapToObj(c -> c == ZERO_DIGIT ? 0 : random.nextInt(16)).toList();
      segments.add(new DigitSegment(digits, 0, 0, false, true, segments.isEmpty() ? 0 : 4));
    }
    return new DigitPlanes(segments, random.nextInt(segments.size()));
  }

  /// Room for the rows of a matrix in one of the two memories of a bank.
  private Rows rows(int[] bank, int words, int alignment) {
    int stride = Math.ceilDiv(words, alignment) * alignment + alignment * random.nextInt(2);
    return new Rows(room(bank, tokens * stride), stride);
  }

  private int room(int[] bank, int words) {
    int memory = random.nextInt(2);
    int base = bank[memory];
    bank[memory] += Math.ceilDiv(words, ALIGNMENT) * ALIGNMENT;
    return base;
  }

  /// Room for weights in one of the two memories of wgt.
  private int weights(int words) {
    int memory = random.nextInt(2);
    int base = wgt[memory];
    wgt[memory] += words;
    return base;
  }

  private Rows norm(Rows x) {
    int[][] some = {program.machine().elements(x.base, channels)};
    NormCommand form = NormCommand.random(random, some, config.actBits());
    Bits words = new Bits(Math.ceilDiv(channels, 2) * 2 * Memory.GAIN_BITS);
    for (int c = 0; c < channels; c++) {
      words.set(c * Memory.GAIN_BITS, 16, form.gains()[c]);
      words.set(c * Memory.GAIN_BITS + 16, 32, form.biases()[c]);
    }
    int gainBase = random.nextInt(4);
    program.load(Memory.GAIN, gainBase, words);
    Rows normal = rows(act, Math.ceilDiv(channels, lanes), ALIGNMENT);
    for (int from = 0; from < tokens; ) {
      int begin = from;
      int count = 1 + random.nextInt(tokens - from);
      program.norm(waits ->
          new Command.Norm(
              x.span(begin, count),
              channels,
              new Command.Norm.Form(
                  form.rms(),
                  form.wide(),
                  form.fractionBits(),
                  form.guard(),
                  form.t(),
                  form.zero(),
                  form.lo(),
                  form.hi()),
              gainBase,
              normal.span(begin, count),
              waits));
      from += count;
    }
    return normal;
  }

  /// Multiplies the normalized rows by random weights, in chunks of rows that begin anywhere.
  private void project(
      Rows normal, Destination destination, int base, int stride, int turn, int plane) {
    int words = Math.ceilDiv(channels, lanes);
    Command.Gemm.Tiles weights = weights(words, headTiles);
    int parameters = records(headTiles, 12);
    boolean signed = random.nextBoolean();
    Optional<Epilogue.Table> table =
        random.nextBoolean()
            ? Optional.of(new Epilogue.Table(random.nextInt(config.tables()), false))
            : Optional.empty();
    for (int from = 0; from < tokens; ) {
      int begin = from;
      boolean folded = destination == Destination.WGT_COLUMNS && begin >= wholeKeys;
      int end = destination == Destination.WGT_COLUMNS && !folded ? wholeKeys : tokens;
      int count = 1 + random.nextInt(end - from);
      int first =
          turn == 0 ? base + begin * stride : base + begin / turn * turnStride(turn, stride);
      program.gemm(waits ->
          new Command.Gemm(
              new Command.Gemm.Rows(
                  normal.base + begin * normal.stride, normal.stride, count, signed, false),
              weights,
              words,
              parameters,
              Optional.empty(),
              new Command.Gemm.Output(
                  stride, turn == 0 ? 0 : begin % turn, wide ? plane : 0, folded),
              new Epilogue(
                  destination,
                  first,
                  0,
                  -(1 << config.actBits() - 1),
                  (1 << config.actBits() - 1) - 1,
                  Optional.empty(),
                  table),
              waits));
      from += count;
    }
  }

  /// Words from the place of one row of the weights to that of the row `turn` behind it.
  private int turnStride(int turn, int stride) {
    return turn == cols ? stride : 1;
  }

  /// Weights that are loaded, packed or not.
  private Command.Gemm.Tiles weights(int words, int tiles) {
    if (config.packs() && random.nextInt(3) > 0) {
      return packed(Math.ceilDiv(words, Command.Gemm.PACK_WORDS), tiles);
    }
    int stride = words + random.nextInt(2);
    int base = weights(tiles * stride);
    program.load(Memory.WGT, base, tiles * stride, random);
    return new Command.Gemm.Tiles(base, stride, tiles, random.nextInt(-16, 16));
  }

  private Command.Gemm.Tiles packed(int words, int tiles) {
    int stride = words + random.nextInt(2);
    Command.Gemm.Tiles weights = Command.Gemm.Tiles.packed(wgt[0], index, stride, tiles);
    program.load(Memory.WGT, wgt[0], tiles * stride, random);
    program.load(Memory.INDEX, index, tiles * stride, random);
    wgt[0] += tiles * stride;
    index += tiles * stride + random.nextInt(3);
    return weights;
  }

  private int records(int tiles, int valueBits) {
    int base = par;
    int count = tiles * config.drainWords();
    par += count;
    Bits words = new Bits(count * lanes * Memory.RECORD_BITS);
    for (int n = 0; n < count * lanes; n++) {
      Requantize.random(random, valueBits).write(words, n * Memory.RECORD_BITS);
    }
    program.load(Memory.PAR, base, words);
    return base;
  }

  /// The rows of one chunk on their way through the units.
  ///
  /// @param scores res rows
  /// @param codes act rows of the softmax
  private record Chunk(int from, int rows, int factorBase, Rows scores, Rows codes) {}

  private void attend(
      Rows queries, Command.Gemm.Tiles keys, Command.Gemm.Tiles values, Rows residual) {
    int scoreWords = tokenTiles * config.drainWords();
    int codeWords = Math.ceilDiv(tokens, lanes);
    Rows scores = rows(res, scoreWords, 1);
    Rows codes = rows(act, codeWords, ALIGNMENT);
    Rows results = rows(act, headTiles * config.drainWords(), ALIGNMENT);
    Rows sums = rows(res, config.drainWords(), 1);
    int scoreRecords = records(tokenTiles, 11);
    int resultRecords = records(headTiles, 14);
    int sumRecords = records(1, 12);
    Command.Gemm.Tiles output = weights(headTiles * config.drainWords(), 1);
    List<Chunk> chunks = chunks(scores, codes);
    for (int c = 0; c <= chunks.size(); c++) {
      if (c < chunks.size()) {
        scores(chunks.get(c), queries, keys, scoreRecords);
      }
      if (c > 0) {
        results(chunks.get(c - 1), values, results, resultRecords);
        sums(chunks.get(c - 1), results, output, sumRecords, residual, sums);
      }
      if (c < chunks.size()) {
        softmax(chunks.get(c));
      }
      if (c > 0 && random.nextBoolean()) {
        beside(chunks.get(c - 1), results);
      }
    }
    program.store(Memory.ACT, results.span(0, tokens), headTiles * config.drainWords());
    program.store(Memory.RES, sums.span(0, tokens), config.drainWords());
    program.store(Memory.ACT, codes.span(0, tokens), codeWords);
  }

  private List<Chunk> chunks(Rows scores, Rows codes) {
    List<Chunk> chunks = new ArrayList<>();
    int most = Math.min(tokens, config.factorDepth() / 2);
    for (int from = 0; from < tokens; ) {
      int rows = 1 + random.nextInt(Math.min(most, tokens - from));
      int factorBase = chunks.size() % 2 * config.factorDepth() / 2;
      chunks.add(new Chunk(from, rows, factorBase, scores, codes));
      from += rows;
    }
    return chunks;
  }

  private void scores(Chunk chunk, Rows queries, Command.Gemm.Tiles keys, int parameters) {
    boolean signed = random.nextBoolean();
    int whole = Math.ceilDiv(wholeKeys, cols);
    if (whole > 0) {
      scores(chunk, queries, keys.part(0, whole), parameters, signed, 0);
    }
    if (wholeKeys < tokens) {
      Command.Gemm.Tiles folded =
          new Command.Gemm.Tiles(
              keys.base() + whole * keys.stride(), 0, 1, keys.zero(), Optional.empty(), true);
      int words = whole * config.drainWords();
      scores(chunk, queries, folded, parameters + words, signed, words);
    }
  }

  private void scores(
      Chunk chunk,
      Rows queries,
      Command.Gemm.Tiles keys,
      int parameters,
      boolean signed,
      int words) {
    program.gemm(waits ->
        new Command.Gemm(
            new Command.Gemm.Rows(
                queries.base + chunk.from * queries.stride,
                queries.stride,
                chunk.rows,
                signed,
                wide),
            keys,
            headTiles * config.drainWords(),
            parameters,
            Optional.empty(),
            Command.Gemm.Output.rows(chunk.scores.stride),
            new Epilogue(
                Destination.RES,
                chunk.scores.base + chunk.from * chunk.scores.stride + words,
                5,
                -150,
                150,
                Optional.empty(),
                Optional.empty()),
            waits));
  }

  private void softmax(Chunk chunk) {
    int cut = 8 + random.nextInt(9);
    Optional<Command.Softmax.Late> factors =
        late
            ? Optional.of(
                new Command.Softmax.Late(
                    chunk.factorBase, random.nextInt(1 << 15, 1 << 16), cut, 16 + 12 - cut))
            : Optional.empty();
    program.softmax(waits ->
        new Command.Softmax(
            chunk.scores.span(chunk.from, chunk.rows),
            tokens,
            firstCount.map(first -> first + chunk.from),
            Math.ceilDiv(tokens, lanes),
            chunk.codes.span(chunk.from, chunk.rows),
            wide ? 16 * ZERO_DIGIT + ZERO_DIGIT : ZERO_DIGIT,
            factors,
            waits));
  }

  private void results(Chunk chunk, Command.Gemm.Tiles values, Rows results, int parameters) {
    program.gemm(waits ->
        new Command.Gemm(
            new Command.Gemm.Rows(
                chunk.codes.base + chunk.from * chunk.codes.stride,
                chunk.codes.stride,
                chunk.rows,
                false,
                true),
            values,
            Math.ceilDiv(tokens, lanes),
            parameters,
            late ? Optional.of(chunk.factorBase) : Optional.empty(),
            Command.Gemm.Output.rows(results.stride),
            new Epilogue(
                Destination.ACT,
                results.base + chunk.from * results.stride,
                0,
                -8,
                7,
                Optional.empty(),
                Optional.empty()),
            waits));
  }

  private void sums(
      Chunk chunk,
      Rows results,
      Command.Gemm.Tiles weights,
      int parameters,
      Rows residual,
      Rows sums) {
    Epilogue.Residual added =
        new Epilogue.Residual(
            residual.base + chunk.from * residual.stride,
            residual.stride,
            random.nextInt(Integer.MAX_VALUE),
            random.nextInt(-1000, 1000));
    program.gemm(waits ->
        new Command.Gemm(
            new Command.Gemm.Rows(
                results.base + chunk.from * results.stride,
                results.stride,
                chunk.rows,
                true,
                false),
            weights,
            headTiles * config.drainWords(),
            parameters,
            Optional.empty(),
            Command.Gemm.Output.rows(sums.stride),
            new Epilogue(
                Destination.RES,
                sums.base + chunk.from * sums.stride,
                0,
                -32768,
                32767,
                Optional.of(added),
                Optional.empty()),
            waits));
  }

  /// Something for the streams to do while the units work.
  private void beside(Chunk chunk, Rows results) {
    if (random.nextBoolean()) {
      int row = results.base + chunk.from * results.stride;
      program.store(Memory.ACT, new Command.RowSpan(row, 0, 1), headTiles * config.drainWords());
    } else if (tokens >= lanes) {
      int row = chunk.scores.base + chunk.from * chunk.scores.stride;
      program.store(Memory.RES, new Command.RowSpan(row, 0, 1), tokens / lanes);
    }
    boolean toAct = random.nextBoolean();
    int words = 1 + random.nextInt(8);
    program.load(toAct ? Memory.ACT : Memory.RES, room(toAct ? act : res, words), words, random);
  }
}
