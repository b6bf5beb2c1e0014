/// Numeric passes: from an f32 program, a policy and calibration data to a program on codes.
@NullMarked
package dev.halfbyte.quant;

import org.jspecify.annotations.NullMarked;
