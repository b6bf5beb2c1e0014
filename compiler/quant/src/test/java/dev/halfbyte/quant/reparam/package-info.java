@NullMarked
package dev.halfbyte.quant.reparam;

import org.jspecify.annotations.NullMarked;
