package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.backend.llvm.toolchain.IsaVariant;
import dev.halfbyte.loop.Bound;
import dev.halfbyte.loop.Index;
import dev.halfbyte.loop.Space;
import dev.halfbyte.loop.TileContract;
import java.util.List;

/// Weights of the panel at hand in the order in which a loop wants them, one byte each: unpacked
/// once on the stack of a stage, for all blocks of rows that follow.
///
/// The memory begins with the address of the panel that lies in it, null at first. Panels are told
/// apart by their addresses, since those of constants never change.
sealed interface Spread permits SpreadSteps, SpreadPairs {
  /// Fewer rows are not worth it: a call of fewer reads the packed weights.
  int LEAST_ROWS = 4;

  /// In front of the weights.
  int HEAD_BYTES = 64;

  /// What all leaves of a stage may have together.
  long STAGE_BYTES = 128 << 10;

  /// What a leaf may have, beside which activations shall stay in the first level of a cache.
  long MOST_BYTES = (64 << 10) + HEAD_BYTES;

  /// Depth that all forms fill up to.
  int DEPTH = 8;

  /// Bytes that a call of `tile` wants on the stack, 0 where the leaf unpacks in registers.
  static long bytes(TileContract tile, IsaVariant variant) {
    boolean useful =
        switch (variant) {
          case AVX2, AVX512_VNNI, AMX, AMX_EMULATED -> false;
          case NEON, DOTPROD -> LeafKind.isPacked(tile.format());
          case I8MM -> tile.weights().space() == Space.CONSTANT;
        };
    if (!useful || tile.isFloat() || mostRows(tile) < LEAST_ROWS) {
      return 0;
    }
    long depth = (tile.depth().fixed() + DEPTH - 1) / DEPTH * DEPTH;
    long bytes = HEAD_BYTES + depth * tile.tile().columns();
    return bytes > MOST_BYTES ? 0 : bytes;
  }

  /// Rows that a call of `tile` can have.
  static long mostRows(TileContract tile) {
    Bound rows = tile.rows();
    return rows.candidates().stream()
        .filter(index -> index.terms().isEmpty() && index.constant().isFixed())
        .map(Index::constant)
        .mapToLong(constant -> constant.fixed())
        .reduce(tile.tile().rows(), Math::min);
  }

  /// Numbers of rows computed together, descending, ending in 1.
  List<Integer> rowBlocks();

  /// Groups of columns that are computed one after the other.
  int groups();

  /// First column of each result vector of a group.
  List<Integer> columns(int group);

  /// Writes code that brings the whole panel of function [LeafCall] to `target`.
  void fill(FunctionText text, String target);

  /// Writes the loops over `range` of the depth; gives the result vectors of each row in the order
  /// of [#columns].
  ///
  /// @param rows pointers to the activations of each row
  /// @param panel what [#fill] filled
  List<List<String>> write(
      FunctionText text, List<String> rows, String panel, int group, DepthRange range);
}
