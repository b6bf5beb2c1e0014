/// Source files, spans, and the diagnostics every stage reports to a user.
@NullMarked
package dev.halfbyte.source;

import org.jspecify.annotations.NullMarked;
