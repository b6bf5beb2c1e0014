/// Families of codes: which integer array stands behind a code.
@NullMarked
package dev.halfbyte.quant.codes;

import org.jspecify.annotations.NullMarked;
