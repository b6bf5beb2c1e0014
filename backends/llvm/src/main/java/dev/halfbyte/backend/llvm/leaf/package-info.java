/// The integer matrix leaf: one emitter for each instruction set, around one common loop nest.
@NullMarked
package dev.halfbyte.backend.llvm.leaf;

import org.jspecify.annotations.NullMarked;
