package dev.halfbyte.backend.verilog.schedule;

import java.util.ArrayList;
import java.util.List;

/// Consecutive row blocks that the tasks of a phase work on before those behind them.
///
/// @param number of the chunk in its phase, from 0
/// @param firstBlock its first row block
/// @param blocks row blocks, at least 1
/// @param within row blocks in front of these in the buffers of the chunk: 0 but for a part of one
record Chunk(int number, int firstBlock, int blocks, int within) {
  Chunk(int number, int firstBlock, int blocks) {
    this(number, firstBlock, blocks, 0);
  }

  /// Returns the row blocks in front of `block` and those from it on, without an empty part.
  List<Chunk> cut(int block) {
    int front = Math.clamp(block - firstBlock, 0, blocks);
    List<Chunk> parts = new ArrayList<>();
    if (front > 0) {
      parts.add(new Chunk(number, firstBlock, front, within));
    }
    if (front < blocks) {
      parts.add(new Chunk(number, firstBlock + front, blocks - front, within + front));
    }
    return parts;
  }

  /// Returns parts of about equal size, each of at least `least` row blocks if there are several.
  ///
  /// @param most parts at most
  List<Chunk> parts(int most, int least) {
    int count = Math.clamp(blocks / least, 1, most);
    List<Chunk> parts = new ArrayList<>();
    int done = 0;
    for (int part = 0; part < count; part++) {
      int size = blocks / count + (part < blocks % count ? 1 : 0);
      parts.add(new Chunk(number, firstBlock + done, size, within + done));
      done += size;
    }
    return parts;
  }
}
