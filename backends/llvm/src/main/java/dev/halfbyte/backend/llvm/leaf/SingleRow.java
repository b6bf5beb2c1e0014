package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;

/// How one instruction set multiplies a single row: every weight is loaded for one use, so that
/// unpacking and latency count, not registers.
sealed interface SingleRow permits VnniSingleRow, VnniTwoBitRow, SdotSingleRow {
  /// Groups of columns that are computed one after the other.
  int groups();

  /// First column of each result vector of a group.
  List<Integer> columns(int group);

  /// Writes the loops over `range` of the depth for group `group` of the weights of function
  /// [LeafCall]; gives the result vectors in the order of [#columns].
  ///
  /// @param activations pointer to the row
  List<String> write(FunctionText text, String activations, int group, DepthRange range);
}
