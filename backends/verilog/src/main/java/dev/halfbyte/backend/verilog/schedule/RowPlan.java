package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.ComputedWeights;
import dev.halfbyte.backend.verilog.bind.Matrix;
import dev.halfbyte.backend.verilog.bind.RowFactors;
import dev.halfbyte.rtl.AcceleratorConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// How many rows are worked on at a time, and where everything is that a program computes.
///
/// @param chunks the chunks of each phase
/// @param matrices places in act and res, side memories from their own addresses on
/// @param factors places in the memory of factors
/// @param weights first word of computed weights in wgt
/// @param constantWords words of wgt below the computed weights, for those that are loaded
record RowPlan(
    List<List<Chunk>> chunks,
    Map<Matrix, Placement> matrices,
    Map<RowFactors, Placement> factors,
    Map<ComputedWeights, Integer> weights,
    int constantWords) {
  RowPlan {
    chunks = chunks.stream().map(List::copyOf).toList();
    matrices = Collections.unmodifiableMap(new LinkedHashMap<>(matrices));
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /// Returns the first word of what a task reads or writes of a matrix.
  ///
  /// @param rows the rows of the task
  /// @throws NoSuchElementException if the plan does not hold it
  int base(Matrix matrix, Rows rows, AcceleratorConfig config) {
    int block = matrix.first() / config.rows() + rows.firstBlock(config);
    return Optional.ofNullable(matrices.get(matrix.whole()))
        .orElseThrow()
        .word(rows.chunk(), block, matrix.rowBlockWords());
  }

  /// Returns the first word of the factors of the rows of a task.
  int base(RowFactors factor, Rows rows, AcceleratorConfig config) {
    return Optional.ofNullable(factors.get(factor))
        .orElseThrow()
        .word(rows.chunk(), rows.firstBlock(config), 1);
  }

  /// Returns the first word of computed weights.
  int base(ComputedWeights computed) {
    return Optional.ofNullable(weights.get(computed)).orElseThrow();
  }

  /// Returns how many chunks all phases have.
  int chunkCount() {
    return chunks.stream().mapToInt(List::size).sum();
  }

  /// Returns the row blocks of the largest chunk.
  int largestChunk() {
    return chunks.stream().flatMap(List::stream).mapToInt(Chunk::blocks).max().orElse(0);
  }
}
