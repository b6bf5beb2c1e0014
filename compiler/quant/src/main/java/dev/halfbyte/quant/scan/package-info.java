/// Scans in numeric passes: each iteration is rewritten as a program of its own, then all become
/// one body again.
@NullMarked
package dev.halfbyte.quant.scan;

import org.jspecify.annotations.NullMarked;
