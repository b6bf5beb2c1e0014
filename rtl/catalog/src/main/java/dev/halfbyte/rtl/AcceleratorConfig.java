package dev.halfbyte.rtl;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The parameters of one elaborated `hb_accel`.
///
/// A configuration may come from a user's hardware block, so it can be built with any values;
/// [#problems] says in words what is wrong. Everything else in this package expects none.
///
/// @param rows activation rows that the array works on at a time (R)
/// @param cols weight columns that the array works on at a time (C)
/// @param lanes products added per row and column in a cycle (L)
/// @param actBits storage of an activation code, 4 or 8
/// @param wgtBits storage of a signed weight, 4 or 8; a row array has 4, and wider weights are two
/// @param accBits accumulator width, 24..32; of each of the two sums of a shift array
/// @param array code of the [ArrayKind]
/// @param engines rows that a row array works on at a time, 1, 2 or 4; 1 for other arrays
/// @param actDepth words of the activation memory
/// @param resDepth words of the residual memory
/// @param wgtDepth words of the weight memory
/// @param parDepth words of the requantization parameter memory
/// @param tables tables of 256 codes
/// @param cmdDepth commands that the command RAM holds
/// @param actSideDepth words of the side memory of act, 0 for none
/// @param resSideDepth words of the side memory of res, 0 for none
/// @param wgtSideDepth words of the side memory of wgt, 0 for none
/// @param softmaxRowMax elements that a row of the softmax unit has at most, 0 for no such unit
/// @param normRowMax elements that a row of the norm unit has at most, 0 for no such unit
/// @param gainDepth words of the parameters of the norm unit
/// @param factorDepth rows whose factors wait between the softmax unit and the epilogue
/// @param dram 1 with an AXI4 port to a DRAM that holds the constants, 0 without
/// @param pack 1 where a row array takes packed weights, of which half are zero, 0 where not
/// @param valueBits bits of a sum with its bias, as the epilogue takes it, 24..33
public record AcceleratorConfig(
    int rows,
    int cols,
    int lanes,
    int actBits,
    int wgtBits,
    int accBits,
    int array,
    int engines,
    int actDepth,
    int resDepth,
    int wgtDepth,
    int parDepth,
    int tables,
    int cmdDepth,
    int actSideDepth,
    int resSideDepth,
    int wgtSideDepth,
    int softmaxRowMax,
    int normRowMax,
    int gainDepth,
    int factorDepth,
    int dram,
    int pack,
    int valueBits) {

  /// Name of the preset used where a program names no hardware.
  public static final String DEFAULT_PRESET = "edge8x8";

  /// Bits that are enough for every sum of 32 bits and every bias.
  public static final int MAX_VALUE_BITS = Integer.SIZE + 1;

  /// Returns the supported configurations by name, the default first.
  public static SequencedMap<String, AcceleratorConfig> presets() {
    SequencedMap<String, AcceleratorConfig> presets = new LinkedHashMap<>();
    presets.put(DEFAULT_PRESET, plain(8, 8, 1, 8, 4, 24, 0, 16384, 8192, 4096, 2048, 4, 1024));
    presets.put("row64x4", plain(1, 64, 4, 8, 4, 24, 0, 16384, 8192, 2048, 1024, 4, 1024));
    presets.put("row16x4", plain(1, 16, 4, 4, 4, 24, 0, 4096, 2048, 2048, 512, 2, 512));
    presets.put("dot4x4x2", plain(4, 4, 2, 8, 8, 32, 0, 4096, 2048, 2048, 512, 2, 512));
    presets.put("code8x8", plain(8, 8, 1, 4, 8, 24, 1, 4096, 2048, 2048, 512, 2, 512));
    presets.put("shift8x8", plain(8, 8, 1, 4, 8, 24, 2, 4096, 2048, 2048, 512, 2, 512));
    presets.put("skip64x4", plain(1, 64, 4, 4, 4, 24, 3, 16384, 8192, 2048, 1024, 4, 1024));
    presets.put("skip16x4", plain(1, 16, 4, 4, 4, 24, 3, 4096, 2048, 2048, 512, 2, 512));
    presets.put(
        "edge",
        preset(presets, "skip64x4")
            .with(
                Map.ofEntries(
                    Map.entry("ACC_BITS", 26),
                    Map.entry("VALUE_BITS", 26),
                    Map.entry("ACT_DEPTH", 32768),
                    Map.entry("ACT_SIDE_DEPTH", 16384),
                    Map.entry("RES_DEPTH", 16384),
                    Map.entry("RES_SIDE_DEPTH", 16384),
                    Map.entry("WGT_SIDE_DEPTH", 1024),
                    Map.entry("CMD_DEPTH", 4096),
                    Map.entry("SOFTMAX_ROW_MAX", 1024),
                    Map.entry("NORM_ROW_MAX", 1024),
                    Map.entry("GAIN_DEPTH", 1024),
                    Map.entry("FACTOR_DEPTH", 256))));
    presets.put(
        "edge8",
        preset(presets, "edge")
            .with(Map.of("ACT_BITS", 8, "ACC_BITS", 32, "VALUE_BITS", MAX_VALUE_BITS)));
    presets.put(
        "edge16",
        preset(presets, "skip16x4")
            .with(
                Map.ofEntries(
                    Map.entry("ACC_BITS", 26),
                    Map.entry("VALUE_BITS", 26),
                    Map.entry("ACT_DEPTH", 8192),
                    Map.entry("ACT_SIDE_DEPTH", 4096),
                    Map.entry("RES_DEPTH", 4096),
                    Map.entry("RES_SIDE_DEPTH", 4096),
                    Map.entry("WGT_SIDE_DEPTH", 1024),
                    Map.entry("WGT_DEPTH", 4096),
                    Map.entry("SOFTMAX_ROW_MAX", 256),
                    Map.entry("NORM_ROW_MAX", 256),
                    Map.entry("GAIN_DEPTH", 256),
                    Map.entry("FACTOR_DEPTH", 64))));
    return Collections.unmodifiableSequencedMap(presets);
  }

  private static AcceleratorConfig preset(Map<String, AcceleratorConfig> presets, String name) {
    return Optional.ofNullable(presets.get(name)).orElseThrow();
  }

  /// Returns a configuration of one engine, without the units and memories of attention and norms.
  public static AcceleratorConfig plain(
      int rows,
      int cols,
      int lanes,
      int actBits,
      int wgtBits,
      int accBits,
      int array,
      int actDepth,
      int resDepth,
      int wgtDepth,
      int parDepth,
      int tables,
      int cmdDepth) {
    return new AcceleratorConfig(
        rows,
        cols,
        lanes,
        actBits,
        wgtBits,
        accBits,
        array,
        1,
        actDepth,
        resDepth,
        wgtDepth,
        parDepth,
        tables,
        cmdDepth,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        MAX_VALUE_BITS);
  }

  /// Returns the preset of this name, if there is one.
  public static Optional<AcceleratorConfig> preset(String name) {
    return Optional.ofNullable(presets().get(name));
  }

  /// Returns the configuration used where a program names no hardware.
  public static AcceleratorConfig edge8x8() {
    return presets().firstEntry().getValue();
  }

  /// Returns this configuration with some parameters changed.
  ///
  /// @param changes values by the names of [#parameters]; other names are ignored
  public AcceleratorConfig with(Map<String, Integer> changes) {
    SequencedMap<String, Integer> all = new LinkedHashMap<>(parameters());
    all.replaceAll((name, value) -> changes.getOrDefault(name, value));
    Iterator<Integer> next = all.values().iterator();
    return new AcceleratorConfig(
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next(),
        next.next());
  }

  /// Returns one sentence for each limit that this configuration breaks; empty means usable.
  public List<String> problems() {
    return ConfigLimits.of(this).stream().map(ConfigLimits.Broken::sentence).toList();
  }

  /// Returns a configuration near this one that has no problems: this one, if it has none.
  public AcceleratorConfig mended() {
    return ConfigLimits.mend(this);
  }

  /// Returns whether there is a softmax unit.
  public boolean hasSoftmax() {
    return softmaxRowMax != 0;
  }

  /// Returns whether there is a norm unit.
  public boolean hasNorm() {
    return normRowMax != 0;
  }

  /// Returns whether constants lie in a DRAM.
  public boolean hasDram() {
    return dram != 0;
  }

  /// Returns whether the array takes packed weights.
  public boolean packs() {
    return pack != 0;
  }

  /// Returns what the array computes.
  public ArrayKind arrayKind() {
    return ArrayKind.ofCode(array).orElseThrow();
  }

  /// Returns the bits of a sum that leaves the array, and of what the elementwise unit reads.
  public int sumBits() {
    return switch (arrayKind()) {
      case MULTIPLY, DECODE, ROW -> accBits;
      case SHIFT -> Integer.SIZE;
    };
  }

  /// Returns the multiply-accumulates of one array cycle.
  public int macsPerCycle() {
    return rowBlockMacs() * engines;
  }

  /// Returns the multiply-accumulates of a k word of one row block, R*C*L.
  public int rowBlockMacs() {
    return rows * cols * lanes;
  }

  /// Returns the act words of which every row block has a multiple.
  public int rowAlignment() {
    return switch (arrayKind()) {
      case MULTIPLY, DECODE, SHIFT -> 1;
      case ROW -> RowTiming.WIDE_WORDS;
    };
  }

  /// Returns the words that one row block of a GEMM drains, C/L.
  public int drainWords() {
    return cols / lanes;
  }

  /// Returns the groups of columns that share k in a folded product, 2, 4, 8 or 16; 1 where the
  /// array folds none.
  public int foldGroups() {
    int share = cols / foldCols();
    boolean folds =
        arrayKind() == ArrayKind.ROW
            && codesAreDigits()
            && lanes % 2 == 0
            && cols % foldCols() == 0
            && share > 1
            && RowTiming.WIDE_WORDS % share == 0;
    return folds ? share : 1;
  }

  /// Returns whether an act code is one digit. A folded product issues several codes of a lane in a
  /// cycle and has one segment for them; codes of 8 bits are two digits, each in segments of its
  /// own.
  private boolean codesAreDigits() {
    return actBits == DigitPlanes.DIGIT_BITS;
  }

  /// Returns the most columns of a folded product.
  public int foldCols() {
    return Command.Gemm.FOLD_WORDS * lanes;
  }

  /// Returns the elements of one act or res word, R*L.
  public int wordElements() {
    return rows * lanes;
  }

  /// Returns the module parameters of `hb_accel` by name, in declaration order.
  public SequencedMap<String, Integer> parameters() {
    SequencedMap<String, Integer> parameters = new LinkedHashMap<>();
    parameters.put("ROWS", rows);
    parameters.put("COLS", cols);
    parameters.put("LANES", lanes);
    parameters.put("ACT_BITS", actBits);
    parameters.put("WGT_BITS", wgtBits);
    parameters.put("ACC_BITS", accBits);
    parameters.put("ARRAY", array);
    parameters.put("ENGINES", engines);
    parameters.put("ACT_DEPTH", actDepth);
    parameters.put("RES_DEPTH", resDepth);
    parameters.put("WGT_DEPTH", wgtDepth);
    parameters.put("PAR_DEPTH", parDepth);
    parameters.put("TABLES", tables);
    parameters.put("CMD_DEPTH", cmdDepth);
    parameters.put("ACT_SIDE_DEPTH", actSideDepth);
    parameters.put("RES_SIDE_DEPTH", resSideDepth);
    parameters.put("WGT_SIDE_DEPTH", wgtSideDepth);
    parameters.put("SOFTMAX_ROW_MAX", softmaxRowMax);
    parameters.put("NORM_ROW_MAX", normRowMax);
    parameters.put("GAIN_DEPTH", gainDepth);
    parameters.put("FACTOR_DEPTH", factorDepth);
    parameters.put("DRAM", dram);
    parameters.put("PACK", pack);
    parameters.put("VALUE_BITS", valueBits);
    return Collections.unmodifiableSequencedMap(parameters);
  }
}
