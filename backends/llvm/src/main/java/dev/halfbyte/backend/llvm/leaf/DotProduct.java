package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.List;
import java.util.Optional;

/// How one instruction set multiplies four activations of a row by four weights of some columns and
/// adds the products up in 32 bits, exactly for all values.
///
/// A *group* is a run of weight bytes of one step that is loaded together. It feeds
/// `accumulators()` vectors per row; at the end these become vectors of results for
/// `columns(group)`.
sealed interface DotProduct
    permits NarrowDot, VnniDot, VnniTwoBitDot, Avx2ByteDot, SdotDot, SdotTwoBitDot {
  /// Numbers of rows computed together, descending, ending in 1.
  List<Integer> rowBlocks();

  /// Sums that are kept apart for each accumulator of a block of `rows`, so that few rows do not
  /// wait for the latency of the instruction.
  default int chains(int rows) {
    return 1;
  }

  /// Steps whose activations of a row are loaded together by [#activationsTogether]; 1 where there
  /// is no such form.
  default int together() {
    return 1;
  }

  /// Loads the activations of [#together] steps at `pointer`: for each step four of them, repeated
  /// over a vector.
  default List<String> activationsTogether(FunctionText text, String pointer) {
    return List.of(activations(text, pointer));
  }

  /// Number of 32-bit lanes of an accumulator and of a result vector.
  int lanes();

  /// Accumulator vectors per row.
  int accumulators();

  /// Groups of a step.
  int groups();

  /// First byte of a group inside a step.
  int groupOffset(int group);

  /// First column of each result vector of a group.
  List<Integer> columns(int group);

  /// Loads a group at `pointer` and unpacks it: one operand per accumulator.
  List<String> weights(FunctionText text, String pointer);

  /// Loads four activations at `pointer` and repeats them over a vector.
  String activations(FunctionText text, String pointer);

  /// Defines `result` as the accumulator after one more step.
  void accumulate(
      FunctionText text, String result, String accumulator, String activations, String weights);

  /// A form of its own for blocks of one row, where there is one.
  default Optional<SingleRow> singleRow() {
    return Optional.empty();
  }

  /// Accumulators of a row to result vectors, in the order of [#columns].
  List<String> results(FunctionText text, List<String> accumulators);

  /// Type of accumulators and results.
  default String vector() {
    return "<" + lanes() + " x i32>";
  }
}
