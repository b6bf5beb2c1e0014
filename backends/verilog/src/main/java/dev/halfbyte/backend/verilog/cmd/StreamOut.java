package dev.halfbyte.backend.verilog.cmd;

/// What one STORE puts on the out stream: rows of an output, words as in act or res.
///
/// @param output name of the [HostOutput]
/// @param firstRow first row of the matrix, a multiple of ROWS
/// @param rows number of rows; the host drops what pads the last row block
public record StreamOut(String output, int firstRow, int rows) {}
