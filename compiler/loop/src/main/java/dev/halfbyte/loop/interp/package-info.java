/// The meaning of loop programs, executable: plain, slow, and strict about every rule that emitters
/// rely on.
@NullMarked
package dev.halfbyte.loop.interp;

import org.jspecify.annotations.NullMarked;
