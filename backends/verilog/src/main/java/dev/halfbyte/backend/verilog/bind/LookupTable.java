package dev.halfbyte.backend.verilog.bind;

import java.util.List;

/// 256 codes, indexed by the low 8 bits of a code.
///
/// @param entries 256 values of 8 bits, signed or unsigned
/// @param signed whether an entry is two's complement
public record LookupTable(List<Integer> entries, boolean signed) {
  /// Number of entries of every table.
  public static final int SIZE = 256;

  public LookupTable {
    entries = List.copyOf(entries);
  }

  /// Returns the table whose entries are less by `offset`, then signed.
  LookupTable minus(int offset) {
    return new LookupTable(entries.stream().map(entry -> entry - offset).toList(), true);
  }
}
