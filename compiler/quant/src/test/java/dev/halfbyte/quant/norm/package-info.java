@NullMarked
package dev.halfbyte.quant.norm;

import org.jspecify.annotations.NullMarked;
