@NullMarked
package dev.halfbyte.quant.annotate;

import org.jspecify.annotations.NullMarked;
