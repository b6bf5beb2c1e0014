/// Integer softmax: each form builds itself of core ops.
@NullMarked
package dev.halfbyte.quant.softmax;

import org.jspecify.annotations.NullMarked;
