package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Memory;
import dev.halfbyte.source.CompilerBug;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What the elements of each word may be, and the constants that were loaded.
///
/// A word of act or res has one range for all of its elements, by the code as it was written. Of
/// wgt the words that products made have one, which grows with each of them; what else they hold
/// does not count. Words of act and res that were spilled have one range for each memory.
///
/// Where weights are not read, every word of wgt may hold anything: that is quicker.
final class ElementRanges {
  private final AcceleratorConfig config;
  private final boolean readsWeights;
  private final MemoryModel constants;
  private final Map<Integer, Range> act = new HashMap<>();
  private final Map<Integer, Range> res = new HashMap<>();
  private final Map<Integer, Range> made = new HashMap<>();
  private final Map<Memory, Range> spilled = new EnumMap<>(Memory.class);

  ElementRanges(AcceleratorConfig config, boolean readsWeights) {
    this.config = config;
    this.readsWeights = readsWeights;
    this.constants = new MemoryModel(config);
  }

  MemoryModel constants() {
    return constants;
  }

  /// Takes words of constants.
  ///
  /// @param bytes all words, as on the stream
  void load(Memory memory, int base, int words, byte[] bytes) {
    switch (memory) {
      case ACT -> write(memory, base, words, Range.ofBits(config.actBits(), false));
      case RES -> write(memory, base, words, Range.ofBits(Short.SIZE, true));
      case WGT -> loadWeights(base, words, bytes);
      case PAR, TABLE, DECODE, EXP, GAIN, FACTOR, INDEX ->
          constants.load(memory, base, words, bytes, 0);
    }
  }

  private void loadWeights(int base, int words, byte[] bytes) {
    if (readsWeights) {
      constants.load(Memory.WGT, base, words, bytes, 0);
      for (int word = base; word < base + words; word++) {
        made.remove(word);
      }
    }
  }

  /// Replaces words of act or res.
  void write(Memory memory, int base, int words, Range range) {
    Map<Integer, Range> ranges = ranges(memory);
    for (int word = base; word < base + words; word++) {
      ranges.put(word, range);
    }
  }

  /// Adds to what a word of wgt may be: the product fills a part of it.
  void make(int word, Range range) {
    made.merge(word, range.or(Range.ZERO), Range::or);
  }

  /// Returns what a word of wgt may be; empty for constants, which [#constants] has.
  Optional<Range> weights(int word) {
    return readsWeights
        ? Optional.ofNullable(made.get(word))
        : Optional.of(Range.ofBits(Byte.SIZE, true));
  }

  /// Returns what an element of a word of act or res may be.
  Range of(Memory memory, int word) {
    return ranges(memory).getOrDefault(word, Range.ZERO);
  }

  /// Moves words of act or res to the DRAM.
  void spill(Memory memory, int base, int words) {
    for (int word = base; word < base + words; word++) {
      spilled.merge(memory, of(memory, word), Range::or);
    }
  }

  /// Returns what words of a memory that come from the DRAM may be.
  Range spilled(Memory memory) {
    return spilled.getOrDefault(memory, Range.ZERO);
  }

  private Map<Integer, Range> ranges(Memory memory) {
    return switch (memory) {
      case ACT -> act;
      case RES -> res;
      case WGT, PAR, TABLE, DECODE, EXP, GAIN, FACTOR, INDEX ->
          throw new CompilerBug(memory + " has no ranges of words");
    };
  }
}
