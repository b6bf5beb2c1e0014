package dev.halfbyte.backend.verilog.bind;

/// A multiplier and a shift for each row, which a [Task.Softmax] writes to the memory of factors.
///
/// @param id unique in its program, ascending in order of definition
/// @param rows rows of the softmax and of every product that takes the factors
public record RowFactors(int id, int rows) {}
