package dev.halfbyte.sim.verilator;

/// What went over a bus of a memory since it was attached.
///
/// @param readBursts read addresses that were accepted
/// @param readBeats beats that the design took
/// @param writeBursts write addresses that were accepted
/// @param writeBeats beats that the memory took
/// @param unfinished bursts without their last beat or response, and data without an address; a
///   reset forgets them
/// @param violations rules of AXI4 that the design broke
public record MemoryTraffic(
    long readBursts,
    long readBeats,
    long writeBursts,
    long writeBeats,
    long unfinished,
    long violations) {}
