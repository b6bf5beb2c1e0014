@NullMarked
package dev.halfbyte.passes.rewrite;

import org.jspecify.annotations.NullMarked;
