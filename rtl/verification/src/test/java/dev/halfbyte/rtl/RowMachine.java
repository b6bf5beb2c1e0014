package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the commands of a row array do to its memories, one after the other.
///
/// Addresses are those of the commands, side memories included. Words that were never written are
/// zero here, and anything in the hardware: programs must not depend on them.
final class RowMachine {
  private static final int ADDRESSES = 1 << 16;

  private final AcceleratorConfig config;
  private final Timing timing;
  private final int lanes;
  private final int[][] act;
  private final int[][] res;
  private final int[][][] wgt;
  private final int[][][] index;
  private final Requantize[][] par;
  private final Requantize[] factors = new Requantize[ADDRESSES];
  private final int[] tables;
  private final int[] numbers = new int[Memory.EXP_WORDS];
  private final int[] codes = new int[Memory.EXP_WORDS];
  private final int[] gains;
  private final int[] biases;
  private DigitPlanes planes = DigitPlanes.plain(false);
  private Set<Integer> reads = new HashSet<>();
  private Set<Integer> writes = new HashSet<>();

  RowMachine(AcceleratorConfig config) {
    this.config = config;
    this.timing = new Timing(config);
    this.lanes = config.lanes();
    this.act = new int[ADDRESSES][lanes];
    this.res = new int[ADDRESSES][lanes];
    this.wgt = new int[ADDRESSES][lanes][config.cols()];
    this.index = new int[config.packs() ? config.wgtDepth() : 0][lanes][config.cols()];
    this.par = new Requantize[config.parDepth()][lanes];
    this.tables = new int[256 * config.tables()];
    this.gains = new int[Memory.GAIN_ELEMENTS * config.gainDepth()];
    this.biases = new int[gains.length];
  }

  /// What the last command touched, words of memories as numbers.
  record Access(Set<Integer> reads, Set<Integer> writes) {
    /// Returns whether this access must not overtake `earlier`.
    boolean dependsOn(Access earlier) {
      return meet(writes, earlier.writes)
          || meet(writes, earlier.reads)
          || meet(reads, earlier.writes);
    }

    private static boolean meet(Set<Integer> a, Set<Integer> b) {
      return a.stream().anyMatch(b::contains);
    }
  }

  /// Returns what was touched since the last call.
  Access takeAccess() {
    Access access = new Access(reads, writes);
    reads = new HashSet<>();
    writes = new HashSet<>();
    return access;
  }

  private void read(Memory memory, int address) {
    reads.add(memory.target() * ADDRESSES + address);
  }

  private void write(Memory memory, int address) {
    writes.add(memory.target() * ADDRESSES + address);
  }

  /// Fills memory words, as a LOAD does whose words are these.
  void load(Memory memory, int base, Bits words) {
    int width = memory.wordBits(config);
    for (int word = 0; word * width < words.width(); word++) {
      write(memory, base + word);
      for (int i = 0; i < parts(memory); i++) {
        int bits = width / parts(memory);
        set(memory, base + word, i, words, word * width + i * bits);
      }
    }
  }

  /// Loads the segments of codes, and the words that have them.
  void load(DigitPlanes loaded) {
    write(Memory.DECODE, 0);
    planes = loaded;
  }

  private int parts(Memory memory) {
    return switch (memory) {
      case ACT, RES, PAR -> lanes;
      case WGT, INDEX -> lanes * config.cols();
      case TABLE -> 8;
      case GAIN -> Memory.GAIN_ELEMENTS;
      case EXP, DECODE, FACTOR -> 1;
    };
  }

  private void set(Memory memory, int word, int i, Bits bits, int low) {
    switch (memory) {
      case ACT -> act[word][i] = (int) bits.get(low, config.actBits());
      case RES -> res[word][i] = (int) bits.getSigned(low, 16);
      case WGT -> wgt[word][i % lanes][i / lanes] = (int) bits.get(low, 4);
      case INDEX -> index[word][i % lanes][i / lanes] = (int) bits.get(low, 2);
      case PAR ->
          par[word][i] =
              new Requantize(
                  (int) bits.get(low, 32),
                  (int) bits.get(low + 32, 31),
                  (int) bits.get(low + 64, 6));
      case TABLE -> tables[8 * word + i] = (int) bits.get(low, 8);
      case EXP -> {
        codes[word] = (int) bits.get(low, 8);
        numbers[word] = (int) bits.get(low + 8, 16);
      }
      case GAIN -> {
        gains[Memory.GAIN_ELEMENTS * word + i] = (int) bits.getSigned(low, 16);
        biases[Memory.GAIN_ELEMENTS * word + i] = (int) bits.getSigned(low + 16, 32);
      }
      case DECODE, FACTOR -> throw new IllegalArgumentException(memory.name());
    }
  }

  /// Returns words of act or res, as a STORE sends them.
  Bits words(Memory memory, int base, int count) {
    int bits = memory.wordBits(config) / lanes;
    Bits words = new Bits(count * lanes * bits);
    for (int i = 0; i < count * lanes; i++) {
      int[] word = (memory == Memory.ACT ? act : res)[base + i / lanes];
      read(memory, base + i / lanes);
      words.set(i * bits, bits, word[i % lanes]);
    }
    return words;
  }

  /// Returns the elements of a row in res.
  int[] elements(int base, int count) {
    int[] elements = new int[count];
    for (int i = 0; i < count; i++) {
      read(Memory.RES, base + i / lanes);
      elements[i] = res[base + i / lanes][i % lanes];
    }
    return elements;
  }

  private void setCodes(int base, int count, int[] present, int zero) {
    for (int i = 0; i < count * lanes; i++) {
      write(Memory.ACT, base + i / lanes);
      act[base + i / lanes][i % lanes] = (i < present.length ? present[i] : zero) & codeMask();
    }
  }

  private int codeMask() {
    return (1 << config.actBits()) - 1;
  }

  /// Executes a GEMM; returns what it costs.
  Cost execute(Command.Gemm gemm) {
    DigitPlanes segments = gemm.act().decode() ? planes : DigitPlanes.plain(gemm.act().signed());
    List<byte[]> rows = new ArrayList<>();
    if (gemm.act().decode()) {
      read(Memory.DECODE, 0);
    }
    for (int b = 0; b < gemm.act().blocks(); b++) {
      rows.add(row(gemm, b));
      for (int n = 0; n < gemm.drained(config) * lanes; n++) {
        output(gemm, b, n, sum(gemm, segments, rows.getLast(), n));
      }
    }
    return timing.rowCost(gemm, segments, rows);
  }

  private byte[] row(Command.Gemm gemm, int b) {
    int words = RowTiming.wideWords(gemm.kWords()) * RowTiming.WIDE_WORDS;
    byte[] row = new byte[words * lanes];
    for (int i = 0; i < row.length; i++) {
      int word = gemm.act().base() + b * gemm.act().stride() + i / lanes;
      read(Memory.ACT, word);
      row[i] = (byte) act[word][i % lanes];
    }
    return row;
  }

  private int sum(Command.Gemm gemm, DigitPlanes segments, byte[] row, int n) {
    int tile = gemm.weights().base() + n / config.cols() * gemm.weights().stride();
    if (gemm.weights().index().isPresent()) {
      return packedSum(gemm, segments.segments().getFirst(), row, n);
    }
    int sum = 0;
    int held = 0;
    for (int s = 0; s < segments.segments().size(); s++) {
      Segment segment = segments.segments().get(s);
      if (s > 0 && s == segments.held()) {
        held = DigitPlanes.putAside(sum, config.accBits());
        sum = 0;
      }
      sum <<= segment.shift();
      boolean high = segment.weightPlane() == 1;
      int plane = high ? gemm.weights().high().orElseThrow().words() : 0;
      int zero = high ? gemm.weights().high().orElseThrow().zero() : gemm.weights().zero();
      for (int i = 0; i < gemm.kWords() * lanes; i++) {
        int word = tile + plane + i / lanes;
        int column = n % config.cols();
        if (gemm.weights().folded()) {
          word = tile + i / lanes / config.foldGroups();
          column += i / lanes % config.foldGroups() * config.foldCols();
        }
        read(Memory.WGT, word);
        int weight = segment.weight(wgt[word][i % lanes][column]);
        int code = row[i] & 0xff;
        sum += segment.number(code) * (weight - zero);
      }
    }
    int unused = Integer.SIZE - config.accBits();
    int value = segments.held() == 0 ? sum : DigitPlanes.drained(held, sum);
    return value << unused >> unused;
  }

  private int packedSum(Command.Gemm gemm, Segment segment, byte[] row, int n) {
    int offset = n / config.cols() * gemm.weights().stride();
    int column = n % config.cols();
    int sum = 0;
    for (int i = 0; i < Math.ceilDiv(gemm.kWords(), 2) * lanes; i++) {
      int word = gemm.weights().base() + offset + i / lanes;
      int places = gemm.weights().index().orElseThrow() + offset + i / lanes;
      read(Memory.WGT, word);
      read(Memory.INDEX, places);
      int narrow = i / lanes * 2 + i % lanes / 2;
      int code = row[narrow * lanes + index[places][i % lanes][column]] & 0xff;
      if (narrow < gemm.kWords()) {
        sum += segment.number(code) * segment.weight(wgt[word][i % lanes][column]);
      }
    }
    int unused = Integer.SIZE - config.accBits();
    return sum << unused >> unused;
  }

  private void output(Command.Gemm gemm, int b, int n, int sum) {
    Epilogue epilogue = gemm.epilogue();
    int j = n / lanes;
    int parameters = gemm.parameterBase() + j;
    read(Memory.PAR, parameters);
    Requantize record = par[parameters][n % lanes];
    if (gemm.factorBase().isPresent()) {
      int address = gemm.factorBase().get() + b;
      read(Memory.FACTOR, address);
      record =
          new Requantize(record.bias(), factors[address].multiplier(), factors[address].shift());
    }
    int residual = 0;
    if (epilogue.residual().isPresent()) {
      Epilogue.Residual r = epilogue.residual().get();
      residual = res[r.base() + b * r.stride() + j][n % lanes];
      read(Memory.RES, r.base() + b * r.stride() + j);
    }
    int code = record.apply(sum, Requantize.side(epilogue, residual), epilogue);
    epilogue.table().ifPresent(table -> read(Memory.TABLE, table.id() * Memory.TABLE_WORDS));
    place(gemm, b, j, n % lanes, Requantize.stored(config, epilogue, tables, code));
  }

  private void place(Command.Gemm gemm, int b, int j, int lane, int code) {
    int base = gemm.epilogue().outputBase();
    int stride = gemm.output().stride();
    int m = gemm.output().column() + b;
    int word =
        switch (gemm.epilogue().destination()) {
          case ACT, RES -> base + b * stride + j;
          case WGT_COLUMNS ->
              gemm.output().folded()
                  ? base + j / config.foldGroups()
                  : base + m / config.cols() * stride + j;
          case WGT_ROWS -> base + j / config.drainWords() * stride + m / lanes;
        };
    write(gemm.epilogue().destination().memory(), word);
    switch (gemm.epilogue().destination()) {
      case ACT -> act[word][lane] = code;
      case RES -> res[word][lane] = code;
      case WGT_COLUMNS -> {
        int group = gemm.output().folded() ? j % config.foldGroups() : 0;
        weight(gemm, word, lane, m % config.cols() + group * config.foldCols(), code);
      }
      case WGT_ROWS -> weight(gemm, word, m % lanes, j % config.drainWords() * lanes + lane, code);
    }
  }

  private void weight(Command.Gemm gemm, int word, int bank, int column, int code) {
    wgt[word][bank][column] = code & 15;
    int plane = gemm.output().plane();
    if (plane != 0) {
      write(Memory.WGT, word + plane);
      wgt[word + plane][bank][column] = code >> 4 & 15;
    }
  }

  /// Executes a SOFTMAX.
  void execute(Command.Softmax softmax) {
    read(Memory.EXP, 0);
    SoftmaxModel model = new SoftmaxModel(numbers, codes);
    for (int r = 0; r < softmax.source().rows(); r++) {
      int row = r;
      int present =
          softmax
              .firstCount()
              .map(first -> Math.min(softmax.count(), first + row))
              .orElse(softmax.count());
      int[] logits = elements(softmax.source().base() + r * softmax.source().stride(), present);
      int[] found = softmax.late().isPresent() ? model.late(logits) : model.early(logits);
      int base = softmax.output().base() + r * softmax.output().stride();
      setCodes(base, softmax.words(), found, softmax.zero());
      softmax.late().ifPresent(late -> setFactor(late, row, model.factor(logits)));
    }
  }

  private void setFactor(Command.Softmax.Late late, int row, int factor) {
    long product = (long) (factor & 0xffff) * late.multiplier() >> late.shift();
    int shift = (factor >> 16) + late.offset();
    factors[late.base() + row] = new Requantize(0, Math.toIntExact(product), shift);
    write(Memory.FACTOR, late.base() + row);
  }

  /// Executes a NORM.
  void execute(Command.Norm norm) {
    read(Memory.GAIN, 0);
    Command.Norm.Form form = norm.form();
    int first = Memory.GAIN_ELEMENTS * norm.gainBase();
    int[] gain = new int[norm.count()];
    int[] bias = new int[norm.count()];
    System.arraycopy(gains, first, gain, 0, norm.count());
    System.arraycopy(biases, first, bias, 0, norm.count());
    for (int r = 0; r < norm.source().rows(); r++) {
      int[][] row = {elements(norm.source().base() + r * norm.source().stride(), norm.count())};
      NormCommand model =
          new NormCommand(
              row,
              form.rms(),
              form.wide(),
              form.fractionBits(),
              form.guard(),
              gain,
              bias,
              form.shift(),
              form.zero(),
              form.lo(),
              form.hi());
      int base = norm.output().base() + r * norm.output().stride();
      setCodes(
          base, Math.ceilDiv(norm.count(), lanes), model.codes(0, config.actBits()), form.zero());
    }
  }
}
