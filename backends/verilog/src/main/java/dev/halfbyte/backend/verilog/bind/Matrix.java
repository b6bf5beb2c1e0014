package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.rtl.Memory;

/// A matrix of codes that lives in act or res while a program runs, or consecutive rows of one.
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
/// @param first the first of these rows in the whole matrix, a multiple of ROWS
/// @param allRows rows of the whole matrix, at least `first + rows`
public record Matrix(
    int id,
    int rows,
    int groups,
    int cols,
    int groupWords,
    int rowBlockWords,
    IntType storage,
    Memory home,
    int first,
    int allRows) {

  /// A whole matrix.
  public Matrix(
      int id,
      int rows,
      int groups,
      int cols,
      int groupWords,
      int rowBlockWords,
      IntType storage,
      Memory home) {
    this(id, rows, groups, cols, groupWords, rowBlockWords, storage, home, 0, rows);
  }

  /// Returns another whole matrix of the same form.
  public Matrix copy(int other) {
    return new Matrix(other, rows, groups, cols, groupWords, rowBlockWords, storage, home);
  }

  /// Returns some of these rows.
  ///
  /// @param from the first of them, counted from the first of these
  /// @param count rows, at least 1
  public Matrix slice(int from, int count) {
    return new Matrix(
        id, count, groups, cols, groupWords, rowBlockWords, storage, home, first + from, allRows);
  }

  /// Returns the matrix that these rows are of, as it is written and kept.
  public Matrix whole() {
    return slice(-first, allRows);
  }

  /// Returns the columns of all groups.
  public int width() {
    return groups * cols;
  }
}
