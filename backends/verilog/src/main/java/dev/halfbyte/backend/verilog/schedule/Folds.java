package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.ComputedWeights;
import dev.halfbyte.backend.verilog.bind.Task;
import dev.halfbyte.rtl.AcceleratorConfig;
import dev.halfbyte.rtl.Command;
import dev.halfbyte.rtl.RowTiming;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The computed weights whose last columns stand folded, see [Command.Gemm.Tiles]: those of keys,
/// say, whose number is a little above a multiple of COLS. A whole tile for them would keep the
/// array busy with padding.
///
/// @param config the configuration
/// @param folded weights of which a product by the last columns takes fewer cycles so
record Folds(AcceleratorConfig config, Set<ComputedWeights> folded) {
  /// Cycles that a command costs beyond its passes, at most.
  private static final int COMMAND = 16;

  Folds {
    folded = Set.copyOf(folded);
  }

  static Folds of(Phases phases) {
    AcceleratorConfig config = phases.config();
    Map<ComputedWeights, Long> saved = new LinkedHashMap<>();
    Set<ComputedWeights> decoded = new LinkedHashSet<>();
    for (int phase = 0; phase < phases.count(); phase++) {
      for (Task task : phases.tasks(phase)) {
        Phases.readWeights(task)
            .ifPresent(weights -> {
              Task.MatMul product = (Task.MatMul) task;
              saved.merge(weights, saved(product, config), Long::sum);
              if (product.decode().isPresent()) {
                decoded.add(weights);
              }
            });
      }
    }
    Set<ComputedWeights> folded = new LinkedHashSet<>();
    saved.forEach((weights, cycles) -> {
      if (canFold(weights, config) && !decoded.contains(weights) && cycles > COMMAND) {
        folded.add(weights);
      }
    });
    return new Folds(config, folded);
  }

  private static boolean canFold(ComputedWeights weights, AcceleratorConfig config) {
    int tail = weights.n() % config.cols();
    return config.foldGroups() > 1
        && weights.form() == ComputedWeights.Form.COLUMNS
        && weights.planes() == 1
        && tail > 0
        && tail <= config.foldCols();
  }

  /// Returns the cycles that a product takes less.
  private static long saved(Task.MatMul product, AcceleratorConfig config) {
    int kWords = SourceWords.of(product, config).words();
    int folded = RowTiming.foldedPassCycles(config.foldGroups(), kWords);
    int pass = Math.max(kWords, config.drainWords()) - Math.max(folded, Command.Gemm.FOLD_WORDS);
    return (long) product.source().rows() * pass - COMMAND;
  }

  /// Returns where computed weights stand.
  WeightLayout layout(ComputedWeights weights) {
    return new WeightLayout(config, weights, folded.contains(weights));
  }
}
