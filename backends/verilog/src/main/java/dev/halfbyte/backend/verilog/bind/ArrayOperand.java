package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.rtl.Decoding;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How the array takes the codes of an activation.
///
/// @param decode what codes stand for, where not for themselves
/// @param zeroPoint subtracted from a code that stands for itself, by way of the bias
/// @param sums what is accumulated, all of which has to fit
record ArrayOperand(Optional<Decoding> decode, long zeroPoint, List<Sum> sums) {
  ArrayOperand {
    sums = List.copyOf(sums);
  }

  /// Returns the sum that is requantized: the widest, of which the others are parts.
  Sum value() {
    return Collections.max(sums, Comparator.comparingLong(sum -> sum.greatest() - sum.least()));
  }

  /// One sum of products.
  ///
  /// @param least the least that a code multiplies a weight by
  /// @param greatest the greatest
  /// @param bits two's complement width
  /// @param limit the width in words
  record Sum(long least, long greatest, int bits, String limit) {}
}
