package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.rtl.Memory;

/// A matrix of codes that lives in act or res while a program runs.
///
/// @param id unique in its program, ascending in order of definition
/// @param rows rows M: the product of the leading extents
/// @param cols columns N: the product of the trailing extents
/// @param rowBlockWords words from one row block to the next; words beyond the columns are padding
/// @param storage range of the codes
/// @param home act, or res for codes wider than an activation
public record Matrix(int id, int rows, int cols, int rowBlockWords, IntType storage, Memory home) {}
