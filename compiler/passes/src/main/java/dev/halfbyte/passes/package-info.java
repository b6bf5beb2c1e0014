/// Passes over graph IR, their catalogue, and pipelines as data.
@NullMarked
package dev.halfbyte.passes;

import org.jspecify.annotations.NullMarked;
