package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.rtl.AcceleratorConfig;

/// The rows of a chunk on which a task works.
///
/// @param chunk the chunk
/// @param first the first of them, counted from the first row of the task
/// @param count rows; 0 where the chunk has none of the task
record Rows(Chunk chunk, int first, int count) {

  /// Returns the rows of `chunk` of a task of `rows` rows.
  ///
  /// @param origin row blocks of the phase in front of the first of the task
  static Rows of(Chunk chunk, int rows, int origin, AcceleratorConfig config) {
    int end = (chunk.firstBlock() + chunk.blocks() - origin) * config.rows();
    int first = Math.max(0, chunk.firstBlock() - origin) * config.rows();
    return new Rows(chunk, first, Math.max(0, Math.min(rows, end) - first));
  }

  /// Returns the row blocks, the last of which may be ragged.
  int blocks(AcceleratorConfig config) {
    return Math.ceilDiv(count, config.rows());
  }

  /// Returns the row blocks of the task in front of these.
  int firstBlock(AcceleratorConfig config) {
    return first / config.rows();
  }
}
