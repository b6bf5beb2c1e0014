package dev.halfbyte.sim.harness;

import dev.halfbyte.sim.verilator.Axi4Memory;
import dev.halfbyte.sim.verilator.MemoryPort;

/// A memory behind an AXI4 port of an open accelerator.
///
/// @param memory what it holds; to be written while no program runs
/// @param port when it answers, and what went over the bus
public record AttachedMemory(Axi4Memory memory, MemoryPort port) {}
