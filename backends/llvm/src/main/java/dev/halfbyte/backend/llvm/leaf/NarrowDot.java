package dev.halfbyte.backend.llvm.leaf;

import dev.halfbyte.backend.llvm.text.FunctionText;
import java.util.Optional;

/// A dot product that can add the products of several steps in 16-bit lanes before it widens them.
sealed interface NarrowDot extends DotProduct permits Avx2NibbleDot, Avx2TwoBitDot, NeonDot {
  /// How many steps are added up in narrow lanes, which hold them without overflow, whatever the
  /// values; a multiple of [#together], or 1.
  int narrowSteps();

  /// The narrow sum after one more step; `previous` is absent at the first.
  String narrow(FunctionText text, Optional<String> previous, String activations, String weights);

  /// Defines `result` as `accumulator` plus a narrow sum.
  void widen(FunctionText text, String result, String accumulator, String narrow);

  @Override
  default void accumulate(
      FunctionText text, String result, String accumulator, String activations, String weights) {
    widen(text, result, accumulator, narrow(text, Optional.empty(), activations, weights));
  }
}
