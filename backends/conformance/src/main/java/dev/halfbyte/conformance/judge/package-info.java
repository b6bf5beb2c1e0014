/// Who is right: the interpreter.
@NullMarked
package dev.halfbyte.conformance.judge;

import org.jspecify.annotations.NullMarked;
