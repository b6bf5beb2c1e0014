package dev.halfbyte.backend.verilog.bind;

/// What a sum is multiplied and shifted by.
public sealed interface Scaling {

  /// Constants of each column.
  ///
  /// @param multiplier 0..2^31-1
  /// @param shift 1..62
  record Columns(Channels multiplier, Channels shift) implements Scaling {}

  /// What an earlier softmax made of each row.
  record Rows(RowFactors factors) implements Scaling {}
}
