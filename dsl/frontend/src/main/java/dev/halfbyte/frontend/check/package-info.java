/// From syntax records to the typed module: names, extents, index ranges, bounds, element types.
@NullMarked
package dev.halfbyte.frontend.check;

import org.jspecify.annotations.NullMarked;
