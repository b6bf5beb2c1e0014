package dev.halfbyte.backend.verilog.schedule;

/// Where the rows of a matrix, or the factors of rows, are in their memory.
sealed interface Placement {

  /// Returns the word of a row block, of one that is there while its chunk is worked on.
  ///
  /// @param block number of the row block in its matrix
  /// @param stride words of a row block
  int word(Chunk chunk, int block, int stride);

  /// All rows, one behind the other.
  ///
  /// @param base first word
  record Whole(int base) implements Placement {
    @Override
    public int word(Chunk chunk, int block, int stride) {
      return base + block * stride;
    }
  }

  /// The rows of a chunk, in buffers that chunks take in turn.
  ///
  /// @param base first word of the first buffer
  /// @param step words from buffer to buffer
  /// @param count buffers
  /// @param origin row blocks of the phase in front of the first of the matrix
  record Buffers(int base, int step, int count, int origin) implements Placement {
    @Override
    public int word(Chunk chunk, int block, int stride) {
      int first = Math.max(0, chunk.firstBlock() - chunk.within() - origin);
      return base + chunk.number() % count * step + (block - first) * stride;
    }
  }
}
