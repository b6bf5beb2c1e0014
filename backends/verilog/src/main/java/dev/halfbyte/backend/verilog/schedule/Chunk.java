package dev.halfbyte.backend.verilog.schedule;

/// Consecutive row blocks that the tasks of a phase work on before those behind them.
///
/// @param number of the chunk in its phase, from 0
/// @param firstBlock its first row block
/// @param blocks row blocks, at least 1
record Chunk(int number, int firstBlock, int blocks) {}
