/// Well-formedness of loop programs.
@NullMarked
package dev.halfbyte.loop.verify;

import org.jspecify.annotations.NullMarked;
