/// With which numbers a kernel computes, by value path.
@NullMarked
package dev.halfbyte.quant.policy;

import org.jspecify.annotations.NullMarked;
