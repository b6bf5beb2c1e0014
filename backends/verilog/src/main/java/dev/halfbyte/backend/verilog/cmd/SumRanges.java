package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.DecodeTable;
import dev.halfbyte.rtl.DigitPlanes;
import dev.halfbyte.rtl.Memory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the sums of one GEMM may be, column by column, for any codes of the ranges of their words.
///
/// For each code all passes count together, so that digits of one number are not taken for numbers
/// that have nothing to do with each other.
final class SumRanges {
  /// Weights by their bits: of a row array the lowest four of both planes.
  private static final int WEIGHTS = 256;

  private static final int PLANE_BITS = 4;

  private final AcceleratorConfig config;
  private final ElementRanges ranges;
  private final Command.Gemm gemm;
  private final List<ArrayPass> passes;
  private final long[] factors;
  private final int plane;
  private final long[] least;
  private final long[] greatest;
  private final Map<Range, Terms> terms = new HashMap<>();

  /// What a code of a range and a weight add at the least and at the most, by the bits of the
  /// weight.
  private static final class Terms {
    private final long[] least;
    private final long[] greatest;
    private final Map<Range, Range> any = new HashMap<>();

    Terms(int weights) {
      least = new long[weights];
      greatest = new long[weights];
    }
  }

  private SumRanges(AcceleratorConfig config, ElementRanges ranges, Command.Gemm gemm) {
    this.config = config;
    this.ranges = ranges;
    this.gemm = gemm;
    ArrayModel array = new ArrayModel(config, ranges.constants(), gemm);
    this.passes = array.passes();
    this.factors = factors(array);
    this.plane = passes.stream().mapToInt(ArrayPass::weightWord).max().orElse(0);
    int columns = gemm.drained(config) * config.lanes();
    this.least = new long[columns];
    this.greatest = new long[columns];
  }

  /// Returns the range of each column of all drained words, as the epilogue gets it: sums that do
  /// not fit the array wrap to anything.
  static List<Range> of(AcceleratorConfig config, ElementRanges ranges, Command.Gemm gemm) {
    SumRanges sums = new SumRanges(config, ranges, gemm);
    for (int i = 0; i < gemm.kWords(); i++) {
      sums.add(i);
    }
    return IntStream.range(0, sums.least.length)
        .mapToObj(col -> new Range(sums.least[col], sums.greatest[col]).cut(config.sumBits(), true))
        .toList();
  }

  /// Returns how often the sum of each pass counts.
  private long[] factors(ArrayModel array) {
    return switch (config.arrayKind()) {
      case MULTIPLY, DECODE -> new long[] {1};
      case SHIFT -> {
        int scales = ranges.constants().decode(DecodeTable.SCALES);
        yield new long[] {DecodeTable.combine(scales, 1, 0), DecodeTable.combine(scales, 0, 1)};
      }
      case ROW -> {
        int held = array.planes().held();
        long[] counts = new long[passes.size()];
        long factor = held > 0 ? DigitPlanes.drained(0, 1) : 1;
        for (int s = passes.size() - 1; s >= 0; s--) {
          factor = s == held - 1 ? DigitPlanes.HELD_FACTOR : factor;
          counts[s] = factor;
          factor <<= passes.get(s).shift();
        }
        yield counts;
      }
    };
  }

  /// Adds the products of word i along k, in all rows.
  private void add(int i) {
    Range codes = codes(i);
    Command.Gemm.Tiles weights = gemm.weights();
    int lanes = config.lanes();
    if (weights.folded()) {
      int from = i % config.foldGroups() * config.foldCols();
      for (int lane = 0; lane < lanes; lane++) {
        add(codes, weights.base() + i / config.foldGroups(), lane, from, config.foldCols(), 0);
      }
      return;
    }
    boolean packed = weights.index().isPresent();
    int step = gemm.step(config);
    int cells = lanes / step;
    int first = packed ? i % step * cells : 0;
    for (int tile = 0; tile < weights.count(); tile++) {
      int word = weights.base() + tile * weights.stride() + i / step;
      for (int lane = first; lane < (packed ? first + cells : lanes); lane++) {
        add(codes, word, lane, 0, config.cols(), tile * config.cols());
      }
    }
  }

  private Range codes(int i) {
    return IntStream.range(0, gemm.act().blocks())
        .mapToObj(b -> ranges.of(Memory.ACT, gemm.act().base() + b * gemm.act().stride() + i))
        .reduce(Range::or)
        .orElse(Range.ZERO);
  }

  /// Adds the products of a code with the weights of a lane of a word.
  ///
  /// @param from first column in the word
  /// @param to first column of the sums
  private void add(Range codes, int word, int lane, int from, int columns, int to) {
    Terms products = terms.computeIfAbsent(codes, this::terms);
    Optional<Range> any = ranges.weights(word);
    if (any.isPresent()) {
      Range product = products.any.computeIfAbsent(any.get(), range -> any(products, range));
      for (int col = 0; col < columns; col++) {
        least[to + col] += product.least();
        greatest[to + col] += product.greatest();
      }
      return;
    }
    WeightModel weights = ranges.constants().weights();
    for (int col = 0; col < columns; col++) {
      int low = weights.at(word, from + col, lane);
      int high = plane == 0 ? 0 : weights.at(word + plane, from + col, lane);
      int weight = bits(low, high);
      least[to + col] += products.least[weight];
      greatest[to + col] += products.greatest[weight];
    }
  }

  private int bits(int low, int high) {
    int bits = config.wgtBits();
    return WordBits.extend(low, bits, false)
        | WordBits.extend(high, bits, false) << (plane == 0 ? 0 : PLANE_BITS);
  }

  private Range any(Terms products, Range weights) {
    Range range = Range.ZERO;
    long end = Math.min(weights.greatest(), weights.least() + WEIGHTS - 1);
    for (long weight = weights.least(); weight <= end; weight++) {
      int low = (int) weight;
      int bits = bits(low, low >> PLANE_BITS);
      range = range.or(new Range(products.least[bits], products.greatest[bits]));
    }
    return range;
  }

  private Terms terms(Range codes) {
    int weights = plane == 0 ? 1 << config.wgtBits() : WEIGHTS;
    Terms found = new Terms(weights);
    int mask = (1 << config.actBits()) - 1;
    long end = Math.min(codes.greatest(), codes.least() + mask);
    for (int weight = 0; weight < weights; weight++) {
      long lowest = Long.MAX_VALUE;
      long highest = Long.MIN_VALUE;
      for (long code = codes.least(); code <= end; code++) {
        long term = term((int) code & mask, weight);
        lowest = Math.min(lowest, term);
        highest = Math.max(highest, term);
      }
      found.least[weight] = lowest;
      found.greatest[weight] = highest;
    }
    return found;
  }

  private long term(int code, int weight) {
    long term = 0;
    for (int s = 0; s < passes.size(); s++) {
      ArrayPass pass = passes.get(s);
      int bits = pass.weightWord() == 0 ? weight : weight >> PLANE_BITS;
      int number = WordBits.extend(bits, config.wgtBits(), true) & pass.weightMask();
      term += factors[s] * pass.number((byte) code) * (number - pass.zero());
    }
    return term;
  }
}
