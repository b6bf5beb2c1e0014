/// From floats between quantizers to integer ops.
@NullMarked
package dev.halfbyte.quant.integerize;

import org.jspecify.annotations.NullMarked;
