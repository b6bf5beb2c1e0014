@NullMarked
package dev.halfbyte.quant.codes;

import org.jspecify.annotations.NullMarked;
