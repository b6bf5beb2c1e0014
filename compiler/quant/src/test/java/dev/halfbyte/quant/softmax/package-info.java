@NullMarked
package dev.halfbyte.quant.softmax;

import org.jspecify.annotations.NullMarked;
