package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.fault.VerilogFault;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.rtl.AcceleratorConfig;

/// What the sums of each column reach, without the bias.
///
/// @param least the least sum of each column
/// @param greatest the greatest sum of each column
record SumRange(Channels least, Channels greatest) {

  /// Returns the sums of constant weights, each times any number from `least` to `greatest`.
  static SumRange of(Weights weights, long least, long greatest) {
    long[] lowest = new long[weights.n()];
    long[] highest = new long[weights.n()];
    for (int row = 0; row < weights.k(); row++) {
      for (int col = 0; col < weights.n(); col++) {
        long weight = weights.at(row, col);
        lowest[col] += Math.min(weight * least, weight * greatest);
        highest[col] += Math.max(weight * least, weight * greatest);
      }
    }
    return new SumRange(Channels.of(lowest), Channels.of(highest));
  }

  /// Returns the same range for all of `columns`.
  static SumRange splat(long least, long greatest, int columns) {
    return new SumRange(Channels.splat(least, columns), Channels.splat(greatest, columns));
  }

  /// Returns the codes of a storage, or sums of `count` of them, in one column.
  static SumRange ofCodes(IntType storage, long count) {
    return splat(storage.min() * count, storage.max() * count, 1);
  }

  /// Refuses what does not fit the epilogue together with the bias.
  ///
  /// @param bias of each column
  void require(Node node, Channels bias, AcceleratorConfig config) {
    for (int col = 0; col < bias.count(); col++) {
      long lowest = least.at(col) + bias.at(col);
      long highest = greatest.at(col) + bias.at(col);
      int bits = bits(lowest, highest);
      if (bits > config.valueBits()) {
        throw BindFaults.of(
            VerilogFault.TOO_WIDE,
            node,
            "what column %d requantizes, with its bias, reaches %d..%d, beyond VALUE_BITS = %d"
                .formatted(col, lowest, highest, config.valueBits()),
            bits <= AcceleratorConfig.MAX_VALUE_BITS
                ? "choose hardware with value_bits=%d, or fewer bits for the operands"
                    .formatted(bits)
                : "choose fewer bits for the operands");
      }
    }
  }

  /// Returns the bits of two's complement that all numbers of a range need.
  static int bits(long least, long greatest) {
    return 1 + Long.SIZE - Long.numberOfLeadingZeros(Math.max(greatest, -least - 1));
  }
}
