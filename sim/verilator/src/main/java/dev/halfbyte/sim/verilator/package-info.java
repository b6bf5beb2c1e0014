/// Verilates a design once, keeps the result, and drives instances of it from Java in batches of
/// clock cycles.
///
/// Entry points: [ModelCache] builds a [Design] into a [Model]; [Model#open] gives a [Simulation].
@NullMarked
package dev.halfbyte.sim.verilator;

import org.jspecify.annotations.NullMarked;
