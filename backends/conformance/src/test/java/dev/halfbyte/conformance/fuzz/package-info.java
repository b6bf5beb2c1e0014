/// Fuzz targets: every reader of what comes from outside, and the law that it keeps for any bytes.
@NullMarked
package dev.halfbyte.conformance.fuzz;

import org.jspecify.annotations.NullMarked;
