/// Row-block fusion: stages that work on the same rows become one, and what lies between them
/// becomes scratch.
@NullMarked
package dev.halfbyte.loop.fuse;

import org.jspecify.annotations.NullMarked;
