package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.LookupTable;
import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.Requantization;
import dev.halfbyte.backend.verilog.bind.SoftmaxTable;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.WeightSource;
import dev.halfbyte.backend.verilog.cmd.ConstantImage;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Decoding;
import dev.halfbyte.rtl.Memory;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// The constants that tasks need in memory, each as an image that one LOAD brings.
final class Images {
  private final AcceleratorConfig config;
  private final ConstantPool pool;
  private final Packs packs;
  private final ConstantWords words;
  private final Map<LookupTable, ConstantImage> tables = new HashMap<>();
  private final Map<Decoding, ConstantImage> decodes = new HashMap<>();
  private final Map<SoftmaxTable, ConstantImage> exponentials = new HashMap<>();

  /// @param packs the products whose weights are packed
  Images(AcceleratorConfig config, ConstantPool pool, Packs packs) {
    this.config = config;
    this.pool = pool;
    this.packs = packs;
    this.words = new ConstantWords(config);
  }

  /// Returns what tiles `first` to `first + count - 1` of a product need.
  Map<Memory, ConstantImage> product(Task.MatMul task, int index, int first, int count) {
    TileColumns tiles = TileColumns.of(task.target(), config);
    Map<Memory, ConstantImage> constants = new EnumMap<>(Memory.class);
    if (task.weights() instanceof WeightSource.Fixed(var weights)) {
      SourceWords source = SourceWords.of(task, config);
      boolean packed = packs.contains(task);
      constants.put(
          Memory.WGT,
          pool.image(
              "w%d_%d".formatted(index, first),
              Memory.WGT,
              count * task.weightPlanes() * packs.words(task),
              () ->
                  packed
                      ? words.packed(Memory.WGT, weights, tiles, source, first, count)
                      : words.weights(weights, tiles, source, task.weightPlanes(), first, count)));
      if (packed) {
        constants.put(
            Memory.INDEX,
            pool.image(
                "i%d_%d".formatted(index, first),
                Memory.INDEX,
                count * packs.words(task),
                () -> words.packed(Memory.INDEX, weights, tiles, source, first, count)));
      }
    }
    constants.put(
        Memory.PAR,
        pool.image(
            "p%d_%d".formatted(index, first),
            Memory.PAR,
            count * config.drainWords(),
            () -> words.columns(task.requantization(), tiles, first, count)));
    task.requantization().table().ifPresent(t -> constants.put(Memory.TABLE, table(t)));
    task.decode().ifPresent(t -> constants.put(Memory.DECODE, decode(t)));
    return constants;
  }

  /// Returns what an elementwise task needs.
  Map<Memory, ConstantImage> elementwise(Requantization requantization, int index) {
    Map<Memory, ConstantImage> constants = new EnumMap<>(Memory.class);
    constants.put(
        Memory.PAR, pool.image("p" + index, Memory.PAR, 1, () -> words.scalar(requantization)));
    requantization.table().ifPresent(t -> constants.put(Memory.TABLE, table(t)));
    return constants;
  }

  /// Returns the table of a softmax.
  Map<Memory, ConstantImage> softmax(Task.Softmax task) {
    ConstantImage image =
        exponentials.computeIfAbsent(
            task.table(),
            t ->
                pool.image(
                    "e" + exponentials.size(),
                    Memory.EXP,
                    Memory.EXP_WORDS,
                    () -> words.exponentials(t)));
    return Map.of(Memory.EXP, image);
  }

  /// Returns the parameters of a norm.
  Map<Memory, ConstantImage> norm(Task.Norm task, int index) {
    int count = gainWords(task.source());
    return Map.of(
        Memory.GAIN,
        pool.image("g" + index, Memory.GAIN, count, () -> words.gains(task.form(), count)));
  }

  private int gainWords(Matrix source) {
    int elements = Math.ceilDiv(source.width(), config.lanes()) * config.lanes();
    return elements / Memory.GAIN_ELEMENTS;
  }

  private ConstantImage table(LookupTable table) {
    return tables.computeIfAbsent(
        table,
        t ->
            pool.image(
                "t" + tables.size(), Memory.TABLE, Memory.TABLE_WORDS, () -> words.table(t)));
  }

  private ConstantImage decode(Decoding table) {
    return decodes.computeIfAbsent(
        table, t -> pool.image("d" + decodes.size(), Memory.DECODE, 1, () -> words.decode(t)));
  }
}
