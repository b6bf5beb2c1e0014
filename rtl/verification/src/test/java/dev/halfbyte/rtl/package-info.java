/// Tests of the units in rtl/src, of whole programs on hb_accel, and of the catalogue against both.
@NullMarked
package dev.halfbyte.rtl;

import org.jspecify.annotations.NullMarked;
