package dev.halfbyte.backend.verilog.cmd;

import dev.halfbyte.rtl.Memory;

/// A range of words that a command reads or writes.
///
/// @param memory the memory
/// @param first first word
/// @param last last word, inclusive
/// @param write whether the words are written
public record Access(Memory memory, long first, long last, boolean write) {

  static Access read(Memory memory, long first, long words) {
    return new Access(memory, first, first + words - 1, false);
  }

  static Access write(Memory memory, long first, long words) {
    return new Access(memory, first, first + words - 1, true);
  }

  /// Returns whether the order of the two matters: common words, at least one a writer.
  public boolean conflicts(Access other) {
    return memory == other.memory
        && (write || other.write)
        && first <= other.last
        && other.first <= last;
  }

  @Override
  public String toString() {
    return (write ? "write of " : "read of ")
        + memory.name().toLowerCase(java.util.Locale.ROOT)
        + " "
        + first
        + ".."
        + last;
  }
}
