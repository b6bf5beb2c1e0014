package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Where each matrix lives, and how many row blocks are worked on at a time.
///
/// All chunks use the same addresses.
///
/// @param chunks passes over the tasks
/// @param blocksPerChunk row blocks of every pass but perhaps the last
/// @param bases first word of each matrix in its home memory
public record RowPlan(int chunks, int blocksPerChunk, Map<Matrix, Integer> bases) {
  public RowPlan {
    bases = Collections.unmodifiableMap(new LinkedHashMap<>(bases));
  }

  /// Returns the first word of a matrix.
  ///
  /// @throws NoSuchElementException if the plan does not hold it
  int base(Matrix matrix) {
    return Optional.ofNullable(bases.get(matrix)).orElseThrow();
  }
}
