package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.rtl.Memory;

/// A matrix of codes that lives in act or res while a program runs.
///
/// The columns of a row come in groups (the heads of attention, say), each of which begins at a
/// word that a product can write to or read from by itself. Most matrices have one.
///
/// @param id unique in its program, ascending in order of definition
/// @param rows rows M: the product of the leading extents
/// @param groups groups of columns, at least 1
/// @param cols columns N of a group: the product of the trailing extents
/// @param groupWords words from one group of a row block to the next; words beyond the columns are
///   padding
/// @param rowBlockWords words from one row block to the next
/// @param storage range of the codes
/// @param home act, or res for codes wider than an activation
public record Matrix(
    int id,
    int rows,
    int groups,
    int cols,
    int groupWords,
    int rowBlockWords,
    IntType storage,
    Memory home) {

  /// Returns another matrix of the same form.
  public Matrix copy(int other) {
    return new Matrix(other, rows, groups, cols, groupWords, rowBlockWords, storage, home);
  }

  /// Returns the columns of all groups.
  public int width() {
    return groups * cols;
  }
}
