package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// Finds depths of memories that a program fits, near those that it does not fit.
///
/// All of them are made as deep as can be, then one after the other as it was or, where that is too
/// little, the least power of two that is enough beside the others. So what is found fits, and none
/// of its memories alone can be half as deep.
final class Depths {
  private static final String COMMANDS = "CMD_DEPTH";
  private static final int MAX_COMMANDS = 8192;
  private static final int MAX_ROW = 1 << 15;
  private static final int MAX_PARAMETERS = 4096;

  private final AcceleratorConfig config;
  private final Predicate<AcceleratorConfig> fits;
  private int trials;

  private Depths(AcceleratorConfig config, Predicate<AcceleratorConfig> fits, int trials) {
    this.config = config;
    this.fits = fits;
    this.trials = trials;
  }

  /// Returns the configuration with depths that fit; nothing if the deepest memories are too small.
  ///
  /// @param places whether the memories hold what they must, which is asked often
  /// @param fits whether there is a program as well
  /// @param trials how often that may be asked; what is found then fits too, but may be deeper than
  ///   it must be
  static Optional<AcceleratorConfig> search(
      AcceleratorConfig config,
      Predicate<AcceleratorConfig> places,
      Predicate<AcceleratorConfig> fits,
      int trials) {
    Depths programs = new Depths(config, fits, trials);
    return new Depths(config, places, Integer.MAX_VALUE)
        .search()
        .flatMap(placed -> programs.withCommands(placed).or(programs::search));
  }

  private Optional<AcceleratorConfig> search() {
    SequencedMap<String, Integer> limits = limits(config);
    AcceleratorConfig found = config.with(limits);
    if (!tried(found)) {
      return Optional.empty();
    }
    for (String parameter : limits.keySet()) {
      found = least(found, parameter);
    }
    return Optional.of(found);
  }

  /// Returns `placed` with a command RAM that is deep enough, if the deepest is.
  private Optional<AcceleratorConfig> withCommands(AcceleratorConfig placed) {
    if (tried(placed)) {
      return Optional.of(placed);
    }
    int most = Math.max(MAX_COMMANDS, placed.cmdDepth());
    return Optional.of(placed.with(Map.of(COMMANDS, most)))
        .filter(this::tried)
        .map(deep -> least(deep, COMMANDS));
  }

  /// Returns `found` with the least value of one parameter that still fits.
  private AcceleratorConfig least(AcceleratorConfig found, String parameter) {
    int given = value(config, parameter);
    List<Integer> values = new ArrayList<>();
    values.add(given);
    int most = value(found, parameter);
    for (int value = Integer.highestOneBit(Math.max(1, given)) << 1; value < most; value <<= 1) {
      values.add(value);
    }
    AcceleratorConfig best = found;
    int low = 0;
    int high = values.size();
    int next = 0;
    while (low < high) {
      AcceleratorConfig other = found.with(Map.of(parameter, values.get(next)));
      if (tried(other)) {
        best = other;
        high = next;
      } else {
        low = next + 1;
      }
      next = (low + high) / 2;
    }
    return best;
  }

  private boolean tried(AcceleratorConfig other) {
    trials--;
    return trials >= 0 && fits.test(other);
  }

  private static int value(AcceleratorConfig config, String parameter) {
    return Optional.ofNullable(config.parameters().get(parameter)).orElseThrow();
  }

  /// Returns the greatest values, those first which had better stay as they are.
  static SequencedMap<String, Integer> limits(AcceleratorConfig config) {
    SequencedMap<String, Integer> limits = new LinkedHashMap<>();
    limits.put("DRAM", 1);
    if (config.actSideDepth() > 0) {
      limits.put("ACT_SIDE_DEPTH", Memory.SIDE_MAX);
    }
    if (config.resSideDepth() > 0) {
      limits.put("RES_SIDE_DEPTH", Memory.SIDE_MAX);
    }
    if (config.wgtSideDepth() > 0) {
      limits.put("WGT_SIDE_DEPTH", Memory.SIDE_MAX);
    }
    if (config.hasSoftmax()) {
      limits.put("SOFTMAX_ROW_MAX", MAX_ROW);
      limits.put("FACTOR_DEPTH", MAX_ROW);
    }
    if (config.hasNorm()) {
      limits.put("NORM_ROW_MAX", MAX_ROW);
      limits.put("GAIN_DEPTH", MAX_ROW);
    }
    limits.put(COMMANDS, MAX_COMMANDS);
    limits.put("PAR_DEPTH", MAX_PARAMETERS);
    limits.put("WGT_DEPTH", Memory.SIDE_BASE);
    limits.put("RES_DEPTH", Memory.SIDE_BASE);
    limits.put("ACT_DEPTH", Memory.SIDE_BASE);
    limits.replaceAll((parameter, most) -> Math.max(most, value(config, parameter)));
    return limits;
  }
}
