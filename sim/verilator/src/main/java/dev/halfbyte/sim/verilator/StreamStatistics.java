package dev.halfbyte.sim.verilator;

/// Cycles of a stream by what its handshake did.
///
/// @param beats cycles in which a beat was transferred
/// @param blocked cycles with data offered and not taken
/// @param idle cycles without data
public record StreamStatistics(long beats, long blocked, long idle) {}
