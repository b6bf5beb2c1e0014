package dev.halfbyte.backend.verilog.schedule;

import dev.halfbyte.rtl.AcceleratorConfig;

/// The rows of a chunk of a matrix.
///
/// @param chunk the chunk
/// @param first its first row
/// @param count its rows
record Rows(Chunk chunk, int first, int count) {

  /// Returns the rows of `chunk` of a matrix of `rows` rows.
  static Rows of(Chunk chunk, int rows, AcceleratorConfig config) {
    int first = chunk.firstBlock() * config.rows();
    return new Rows(chunk, first, Math.min(rows - first, chunk.blocks() * config.rows()));
  }

  /// Returns the row blocks, the last of which may be ragged.
  int blocks(AcceleratorConfig config) {
    return Math.ceilDiv(count, config.rows());
  }
}
