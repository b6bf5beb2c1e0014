/// What sets of programs exercise, counted by cell of a table that follows from the IR's own types.
@NullMarked
package dev.halfbyte.testkit.coverage;

import org.jspecify.annotations.NullMarked;
