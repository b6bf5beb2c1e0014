/// The text form of loop programs, for people, dumps and line numbers.
@NullMarked
package dev.halfbyte.loop.text;

import org.jspecify.annotations.NullMarked;
