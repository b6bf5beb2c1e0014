@NullMarked
package dev.halfbyte.quant.calibrate;

import org.jspecify.annotations.NullMarked;
