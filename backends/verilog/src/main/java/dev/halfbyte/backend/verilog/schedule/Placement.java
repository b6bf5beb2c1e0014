package dev.halfbyte.backend.verilog.schedule;

/// Where the rows of a matrix, or the factors of rows, are in their memory.
sealed interface Placement {

  /// Returns the word of the first row block of a chunk.
  ///
  /// @param stride words of a row block
  int word(Chunk chunk, int stride);

  /// All rows, one behind the other.
  ///
  /// @param base first word
  record Whole(int base) implements Placement {
    @Override
    public int word(Chunk chunk, int stride) {
      return base + chunk.firstBlock() * stride;
    }
  }

  /// The rows of a chunk, in buffers that chunks take in turn.
  ///
  /// @param base first word of the first buffer
  /// @param step words from buffer to buffer
  /// @param count buffers
  record Buffers(int base, int step, int count) implements Placement {
    @Override
    public int word(Chunk chunk, int stride) {
      return base + chunk.number() % count * step + chunk.within() * stride;
    }
  }
}
