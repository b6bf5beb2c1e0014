/// Ranges of values, observed over samples.
@NullMarked
package dev.halfbyte.quant.calibrate;

import org.jspecify.annotations.NullMarked;
