/// Table lookups apart from loops: an innermost loop that reads a small table becomes loops without
/// it and the table leaf, which looks up a vector at a time.
@NullMarked
package dev.halfbyte.loop.tables;

import org.jspecify.annotations.NullMarked;
