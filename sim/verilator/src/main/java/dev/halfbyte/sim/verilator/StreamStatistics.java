package dev.halfbyte.sim.verilator;

/// Cycles of a stream by what its handshake did.
///
/// @param beats cycles in which a beat was transferred
/// @param blocked cycles with data offered and not taken
/// @param idle cycles without data
/// @param violations offers of the design that it took back or changed before they were accepted,
///   which AXI4-Stream forbids; 0 for a source
public record StreamStatistics(long beats, long blocked, long idle, long violations) {}
