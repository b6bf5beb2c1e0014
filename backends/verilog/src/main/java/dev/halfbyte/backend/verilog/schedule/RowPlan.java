package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.backend.verilog.bind.Matrix;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Where each matrix lives, and how many row blocks are worked on at a time.
///
/// Chunks of even and odd number differ in the addresses of what is double buffered, and in nothing
/// else.
///
/// @param chunks passes over the tasks
/// @param blocksPerChunk row blocks of every pass but perhaps the last
/// @param even first word of each matrix in its home memory, in passes 0, 2, ...
/// @param odd the same in passes 1, 3, ...
public record RowPlan(
    int chunks, int blocksPerChunk, Map<Matrix, Integer> even, Map<Matrix, Integer> odd) {
  public RowPlan {
    even = Collections.unmodifiableMap(new LinkedHashMap<>(even));
    odd = Collections.unmodifiableMap(new LinkedHashMap<>(odd));
  }

  /// Returns the first word of a matrix in a pass.
  ///
  /// @throws NoSuchElementException if the plan does not hold it
  int base(Matrix matrix, int chunk) {
    return Optional.ofNullable((chunk % 2 == 0 ? even : odd).get(matrix)).orElseThrow();
  }

  /// Returns whether inputs are double buffered.
  boolean doubled() {
    return !even.equals(odd);
  }
}
