/// Exact rationals, and the one place that makes integer constants of them.
@NullMarked
package dev.halfbyte.quant.exact;

import org.jspecify.annotations.NullMarked;
