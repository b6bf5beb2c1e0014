package dev.halfbyte.backend.verilog.cmd;

import java.util.List;

/// An f32 tensor that the host provides for each run.
///
/// @param name name of the parameter
/// @param shape extents, outermost first; row-major
/// @param rows rows of the matrix as which it is streamed
/// @param cols columns of that matrix; `rows * cols` elements in all
public record HostInput(String name, List<Long> shape, int rows, int cols) {
  public HostInput {
    shape = List.copyOf(shape);
  }
}
