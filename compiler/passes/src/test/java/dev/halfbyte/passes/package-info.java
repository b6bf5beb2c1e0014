@NullMarked
package dev.halfbyte.passes;

import org.jspecify.annotations.NullMarked;
