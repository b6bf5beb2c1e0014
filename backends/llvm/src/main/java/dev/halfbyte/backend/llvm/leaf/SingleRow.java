package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;

/// How one instruction set multiplies a single row: every weight is loaded for one use, so that
/// unpacking and latency count, not registers.
sealed interface SingleRow permits VnniSingleRow {
  /// Writes the loops over the depth for group `group` of the weights of function [LeafCall]; gives
  /// the result vectors in the order of [DotProduct#columns].
  ///
  /// @param activations pointer to the row
  List<String> write(FunctionText text, String activations, int group);
}
