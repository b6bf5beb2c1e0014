/// Scans as sequences of single iterations.
@NullMarked
package dev.halfbyte.ir.scan;

import org.jspecify.annotations.NullMarked;
