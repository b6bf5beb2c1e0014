/// From a sealed program to loops.
///
/// `Grouping` decides which values get memory and which are computed where they are used; one class
/// per family of nests (elementwise, reductions, plain contractions, tile contractions) writes the
/// stages; `Elements` writes the scalar computation of one element; `WorkspacePlanner` shares
/// memory.
@NullMarked
package dev.halfbyte.loop.lower;

import org.jspecify.annotations.NullMarked;
