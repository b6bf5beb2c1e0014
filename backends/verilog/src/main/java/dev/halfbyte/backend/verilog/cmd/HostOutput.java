package dev.halfbyte.backend.verilog.cmd;

import java.util.List;

/// An f32 tensor that the host assembles from the out stream.
///
/// @param name name of the output
/// @param shape extents, outermost first; row-major
/// @param rows rows of the streamed matrix
/// @param cols columns of the streamed matrix; `rows * cols` elements in all
/// @param elementBits bits of one streamed element
/// @param signed whether elements are two's complement numbers
/// @param dequantizer from codes to f32
public record HostOutput(
    String name,
    List<Long> shape,
    int rows,
    int cols,
    int elementBits,
    boolean signed,
    Dequantizer dequantizer) {
  public HostOutput {
    shape = List.copyOf(shape);
  }
}
