/// The oracle: programs at random, run on everything that can run them, one bit pattern for all.
@NullMarked
package dev.halfbyte.conformance;

import org.jspecify.annotations.NullMarked;
