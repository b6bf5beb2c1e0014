/// Programs on the simulated accelerator: configurations, stalls, resets, and what a run must keep
/// besides the bits.
@NullMarked
package dev.halfbyte.conformance.rtl;

import org.jspecify.annotations.NullMarked;
