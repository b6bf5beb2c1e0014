package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.ProductWeights;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.backend.verilog.bind.TaskGraph;
import dev.halfbyte.backend.verilog.bind.WeightSource;
import dev.halfbyte.backend.verilog.bind.Weights;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.RowTiming;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// The products whose constant weights are packed, see [Command.Gemm.Tiles]: of the weights of a
/// column that meet one word of the source two at most are not zero, so that they take half the
/// cycles.
///
/// @param config the configuration
/// @param packed the weights, each with the words that it is for
record Packs(AcceleratorConfig config, Set<Entry> packed) {
  /// Weights other than zero of a column in a word, at most.
  private static final int MOST = 2;

  Packs {
    packed = Set.copyOf(packed);
  }

  /// Weights for the words of a source.
  record Entry(Weights weights, SourceWords source) {}

  static Packs of(List<Task> tasks, AcceleratorConfig config) {
    Set<Entry> packed = new LinkedHashSet<>();
    for (Task task : tasks) {
      if (task instanceof Task.MatMul product
          && product.weights() instanceof WeightSource.Fixed(Weights weights)
          && canPack(product, config)) {
        Entry entry = new Entry(weights, SourceWords.of(product, config));
        if (isSparse(entry)) {
          packed.add(entry);
        }
      }
    }
    return new Packs(config, packed);
  }

  private static boolean canPack(Task.MatMul product, AcceleratorConfig config) {
    int kWords = SourceWords.of(product, config).words();
    int pass = RowTiming.foldedPassCycles(Command.Gemm.PACK_WORDS, kWords);
    return config.packs()
        && product.decode().isEmpty()
        && product.weightPlanes() == 1
        && Math.max(pass, config.drainWords()) < Math.max(kWords, config.drainWords());
  }

  private static boolean isSparse(Entry entry) {
    for (int word = 0; word < entry.source.words(); word++) {
      for (int col = 0; col < entry.weights.n(); col++) {
        if (entry.source.lanes(word, entry.weights, col).size() > MOST) {
          return false;
        }
      }
    }
    return true;
  }

  /// Returns whether the weights of a product are packed.
  boolean contains(Task.MatMul product) {
    return product.weights() instanceof WeightSource.Fixed(Weights weights)
        && !packed.isEmpty()
        && product.decode().isEmpty()
        && packed.contains(new Entry(weights, SourceWords.of(product, config)));
  }

  /// Returns `known` with what packing leaves out of the products of a graph.
  List<ProductWeights> told(List<ProductWeights> known, TaskGraph graph) {
    return known.stream()
        .map(weights -> {
          List<Task.MatMul> those = packedOf(weights.op(), graph);
          return weights.packed(those.size(), those.stream().mapToLong(this::leftOut).sum());
        })
        .toList();
  }

  private List<Task.MatMul> packedOf(String op, TaskGraph graph) {
    List<Task.MatMul> found = new ArrayList<>();
    for (int i = 0; i < graph.tasks().size(); i++) {
      if (graph.labels().get(i).equals(op)
          && graph.tasks().get(i) instanceof Task.MatMul product
          && contains(product)) {
        found.add(product);
      }
    }
    return found;
  }

  /// Returns the weights, all of them zero, that are not multiplied: those of a column that meet a
  /// word of the source, but for two.
  private long leftOut(Task.MatMul product) {
    SourceWords source = SourceWords.of(product, config);
    long perColumn =
        IntStream.range(0, source.words())
            .mapToLong(word -> Math.max(0, source.elements(word) - MOST))
            .sum();
    return perColumn * product.weights().n();
  }

  /// Returns the words of wgt that a plane of a tile of a product takes.
  int words(Task.MatMul product) {
    int words = SourceWords.of(product, config).words();
    int step = contains(product) ? Command.Gemm.PACK_WORDS : 1;
    return RowTiming.foldedPassCycles(step, words);
  }
}
