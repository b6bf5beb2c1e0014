@NullMarked
package dev.halfbyte.quant;

import org.jspecify.annotations.NullMarked;
