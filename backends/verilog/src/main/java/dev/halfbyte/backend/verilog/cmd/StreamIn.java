package dev.halfbyte.backend.verilog.cmd;

/// What one LOAD takes from the in stream.
public sealed interface StreamIn {

  /// The words of a [ConstantImage].
  ///
  /// @param image its name
  record Constant(String image) implements StreamIn {}

  /// Rows of an input, as codes in the row layout of act or res.
  ///
  /// @param input name of the [HostInput]
  /// @param firstRow first row of the matrix, a multiple of ROWS
  /// @param rows number of rows; padded with the code of zero
  /// @param elementBits ACT_BITS for act, 16 for res
  /// @param quantizer from f32 to codes
  record Input(String input, int firstRow, int rows, int elementBits, Quantizer quantizer)
      implements StreamIn {}
}
