package dev.halfbyte.rtl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The limits of an [AcceleratorConfig], and for each one that is broken the nearest values that
/// keep it.
final class ConfigLimits {
  private static final int MAX_ADDRESSABLE = 1 << 16;
  private static final int MIN_NORM_ROW = 8;
  private static final int MAX_NORM_ROW = 1 << 15;
  private static final int MAX_COLS = 128;
  private static final int MAX_LANES = 16;
  private static final int MAX_WORD_ELEMENTS = 64;
  private static final int MAX_MACS = 4096;

  /// Lanes of an array that takes packed weights: two of four weights are not zero.
  private static final int PACK_LANES = 4;

  /// Products of all engines: what a pass skips is counted in 24 bits.
  private static final int MAX_ENGINE_MACS = 2048;

  /// Rounds of mending: what mends one limit may break another.
  private static final int ROUNDS = 16;

  private final AcceleratorConfig config;
  private final List<Broken> broken = new ArrayList<>();

  private ConfigLimits(AcceleratorConfig config) {
    this.config = config;
  }

  /// A limit that a configuration breaks.
  ///
  /// @param sentence what is wrong
  /// @param parameter name of the parameter that could be another, as in
  ///   [AcceleratorConfig#parameters]
  /// @param remedy the nearest value of it that keeps this limit
  record Broken(String sentence, String parameter, int remedy) {}

  /// Returns the broken limits of `config`.
  static List<Broken> of(AcceleratorConfig config) {
    ConfigLimits limits = new ConfigLimits(config);
    limits.checkRanges();
    if (limits.broken.isEmpty()) {
      limits.checkShape();
    }
    return List.copyOf(limits.broken);
  }

  /// Returns `config` with the nearest values that keep all limits.
  static AcceleratorConfig mend(AcceleratorConfig config) {
    AcceleratorConfig mended = config;
    for (int round = 0; round < ROUNDS; round++) {
      List<Broken> left = of(mended);
      if (left.isEmpty()) {
        return mended;
      }
      Map<String, Integer> changes = new HashMap<>();
      left.forEach(broken -> changes.put(broken.parameter(), broken.remedy()));
      mended = mended.with(changes);
    }
    throw new IllegalStateException("limits that exclude each other: " + of(mended));
  }

  private void checkRanges() {
    range("rows", "ROWS", config.rows(), 1, MAX_WORD_ELEMENTS);
    range("cols", "COLS", config.cols(), 1, MAX_COLS);
    range("lanes", "LANES", config.lanes(), 1, MAX_LANES);
    bits("activation codes", "ACT_BITS", config.actBits());
    bits("weights", "WGT_BITS", config.wgtBits());
    range("accumulator bits", "ACC_BITS", config.accBits(), 24, 32);
    if (ArrayKind.ofCode(config.array()).isEmpty()) {
      breaks(
          "array must be 0 (multiply), 1 (decode), 2 (shift) or 3 (row), not " + config.array(),
          "ARRAY",
          Math.clamp(config.array(), 0, ArrayKind.values().length - 1));
    }
    int engines = config.engines();
    if (engines != 1 && engines != 2 && engines != 4) {
      int nearest = engines < 2 ? 1 : engines == 3 ? 2 : 4;
      breaks("engines must be 1, 2 or 4, not " + engines, "ENGINES", nearest);
    }
    range("activation memory words", "ACT_DEPTH", config.actDepth(), 2, Memory.SIDE_BASE);
    range("residual memory words", "RES_DEPTH", config.resDepth(), 2, Memory.SIDE_BASE);
    range(
        "activation side memory words",
        "ACT_SIDE_DEPTH",
        config.actSideDepth(),
        0,
        Memory.SIDE_MAX);
    range(
        "residual side memory words", "RES_SIDE_DEPTH", config.resSideDepth(), 0, Memory.SIDE_MAX);
    range("weight memory words", "WGT_DEPTH", config.wgtDepth(), 2, Memory.SIDE_BASE);
    range("weight side memory words", "WGT_SIDE_DEPTH", config.wgtSideDepth(), 0, Memory.SIDE_MAX);
    range(
        "parameter memory words",
        "PAR_DEPTH",
        config.parDepth(),
        2,
        1 << CommandField.P_BASE.width());
    range("tables", "TABLES", config.tables(), 1, 1 << CommandField.TABLE_ID.width());
    range("command memory words", "CMD_DEPTH", config.cmdDepth(), 2, 8192);
    range(
        "elements of a softmax row", "SOFTMAX_ROW_MAX", config.softmaxRowMax(), 0, MAX_ADDRESSABLE);
    if (config.hasNorm()) {
      range(
          "elements of a norm row",
          "NORM_ROW_MAX",
          config.normRowMax(),
          MIN_NORM_ROW,
          MAX_NORM_ROW);
      range("norm parameter words", "GAIN_DEPTH", config.gainDepth(), 2, MAX_ADDRESSABLE);
    }
    if (config.hasSoftmax()) {
      range("row factors", "FACTOR_DEPTH", config.factorDepth(), 1, MAX_ADDRESSABLE);
    }
    range("ports to a DRAM", "DRAM", config.dram(), 0, 1);
    range("pack", "PACK", config.pack(), 0, 1);
    range("value bits", "VALUE_BITS", config.valueBits(), 24, AcceleratorConfig.MAX_VALUE_BITS);
  }

  private void checkShape() {
    boolean row = config.arrayKind() == ArrayKind.ROW;
    if (row) {
      checkRowEngine();
    } else if (config.actSideDepth() + config.resSideDepth() + config.wgtSideDepth() > 0
        || config.hasSoftmax()
        || config.hasNorm()) {
      breaks(
          "side memories, softmax and norm units need a row array, array=row",
          "ARRAY",
          ArrayKind.ROW.code());
    }
    if (!row && config.engines() != 1) {
      breaks(
          "several engines need a row array, array=row; others work with engines=1", "ENGINES", 1);
    }
    if (config.packs() && (config.foldGroups() == 1 || config.lanes() != PACK_LANES)) {
      breaks(
          "packed weights, pack=1, need array=row, act_bits=4, lanes=4 and cols=16, 32, 64 or 128",
          "PACK",
          0);
    }
    int cols = config.cols();
    int lanes = config.lanes();
    if (cols % lanes != 0) {
      int most = MAX_COLS / lanes;
      int nearest = Math.clamp(Math.round((float) cols / lanes), 1, most) * lanes;
      breaks("cols (" + cols + ") must be a multiple of lanes (" + lanes + ")", "COLS", nearest);
    }
    if (config.wordElements() > MAX_WORD_ELEMENTS) {
      breaks(
          "rows * lanes is %d, the epilogue takes at most %d a cycle"
              .formatted(config.wordElements(), MAX_WORD_ELEMENTS),
          "ROWS",
          MAX_WORD_ELEMENTS / lanes);
    }
    if (config.engines() != 1 && config.macsPerCycle() > MAX_ENGINE_MACS) {
      int most = Math.max(1, Integer.highestOneBit(MAX_ENGINE_MACS / config.rowBlockMacs()));
      breaks(
          "cols * lanes * engines is %d, several engines have at most %d; engines=%d works"
              .formatted(config.macsPerCycle(), MAX_ENGINE_MACS, most),
          "ENGINES",
          most);
    } else if (config.macsPerCycle() > MAX_MACS) {
      int most = MAX_MACS / Math.min(MAX_WORD_ELEMENTS, config.wordElements());
      breaks(
          "rows * cols * lanes is %d, at most %d are supported"
              .formatted(config.macsPerCycle(), MAX_MACS),
          "COLS",
          Math.min(cols, most) / lanes * lanes);
    }
  }

  private void checkRowEngine() {
    if (config.rows() != 1) {
      breaks("a row array takes one row at a time, not " + config.rows(), "ROWS", 1);
    }
    if (config.wgtBits() != 4) {
      breaks(
          "a row array stores weights of 4 bits, wider ones as two of these; wgt_bits=4",
          "WGT_BITS",
          4);
    }
    wide("activation memory words of a row array", "ACT_DEPTH", config.actDepth());
    wide("activation side memory words", "ACT_SIDE_DEPTH", config.actSideDepth());
    if (config.hasNorm() && Integer.bitCount(config.normRowMax()) != 1) {
      breaks(
          "elements of a norm row must be a power of two, not " + config.normRowMax(),
          "NORM_ROW_MAX",
          Integer.highestOneBit(config.normRowMax()) << 1);
    }
    if (config.hasNorm()
        && (Integer.bitCount(config.lanes()) != 1 || config.lanes() <= Memory.GAIN_ELEMENTS)) {
      int nearest = config.lanes() < 6 ? 4 : config.lanes() < 12 ? 8 : MAX_LANES;
      breaks("a norm unit needs lanes of 4, 8 or 16, not " + config.lanes(), "LANES", nearest);
    }
  }

  private void wide(String name, String parameter, int words) {
    if (words % RowTiming.WIDE_WORDS != 0) {
      breaks(
          "%s must be a multiple of %d, not %d".formatted(name, RowTiming.WIDE_WORDS, words),
          parameter,
          Math.ceilDiv(words, RowTiming.WIDE_WORDS) * RowTiming.WIDE_WORDS);
    }
  }

  private void bits(String name, String parameter, int bits) {
    if (bits != 4 && bits != Byte.SIZE) {
      breaks(
          name + " are stored in 4 or 8 bits, not " + bits, parameter, bits <= 4 ? 4 : Byte.SIZE);
    }
  }

  private void range(String name, String parameter, int value, int lo, int hi) {
    if (value < lo || value > hi) {
      breaks(
          name + " must be " + lo + ".." + hi + ", not " + value,
          parameter,
          Math.clamp(value, lo, hi));
    }
  }

  private void breaks(String sentence, String parameter, int remedy) {
    broken.add(new Broken(sentence, parameter, remedy));
  }
}
