package dev.halfbyte.backend.verilog.bind;

import java.util.List;

/// Groups of rows of a matrix, equally far apart in every group: rows `first`, `first + step`, ...
///
/// @param firsts the first row of each group
/// @param count rows of a group, at least 1
/// @param step from row to row of a group, at least 1
public record RowGroups(List<Integer> firsts, int count, int step) {
  public RowGroups {
    firsts = List.copyOf(firsts);
  }
}
