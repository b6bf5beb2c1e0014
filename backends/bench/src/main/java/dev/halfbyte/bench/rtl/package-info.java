/// Figures of the accelerator, each simulated or synthesized in the run, with its outputs compared
/// bit by bit and a plain outer-product array of the same size beside it.
@NullMarked
package dev.halfbyte.bench.rtl;

import org.jspecify.annotations.NullMarked;
