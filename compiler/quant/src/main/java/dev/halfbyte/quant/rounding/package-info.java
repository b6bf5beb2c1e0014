/// Weights rounded, and biases corrected, by what their layers see in samples.
@NullMarked
package dev.halfbyte.quant.rounding;

import org.jspecify.annotations.NullMarked;
