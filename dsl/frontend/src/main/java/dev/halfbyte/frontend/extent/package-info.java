/// Arithmetic of symbolic dimensions: canonical polynomials and proofs about their range.
@NullMarked
package dev.halfbyte.frontend.extent;

import org.jspecify.annotations.NullMarked;
