/// The canonical layout of .hb files.
@NullMarked
package dev.halfbyte.frontend.format;

import org.jspecify.annotations.NullMarked;
