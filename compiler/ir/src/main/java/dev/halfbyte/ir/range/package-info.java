/// Which values extents and integers can take, proven from bounds of dims and actual constants.
@NullMarked
package dev.halfbyte.ir.range;

import org.jspecify.annotations.NullMarked;
