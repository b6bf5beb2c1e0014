/// Draws pictures of digits and letters and trains the model of `glyphs.hb` on them.
@NullMarked
package dev.halfbyte.examples.glyphs;

import org.jspecify.annotations.NullMarked;
