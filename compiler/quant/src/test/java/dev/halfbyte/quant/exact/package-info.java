@NullMarked
package dev.halfbyte.quant.exact;

import org.jspecify.annotations.NullMarked;
