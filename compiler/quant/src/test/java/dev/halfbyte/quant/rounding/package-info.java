@NullMarked
package dev.halfbyte.quant.rounding;

import org.jspecify.annotations.NullMarked;
