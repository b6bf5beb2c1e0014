/// Building blocks of textual LLVM IR.
@NullMarked
package dev.halfbyte.backend.llvm.text;

import org.jspecify.annotations.NullMarked;
