/// The reference interpreter: numerics.md in executable form, slow and obvious.
@NullMarked
package dev.halfbyte.interp;

import org.jspecify.annotations.NullMarked;
