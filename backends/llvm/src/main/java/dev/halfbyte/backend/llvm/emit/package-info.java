/// Loop IR to textual LLVM IR: one function per stage and variant, plus the C entry points.
///
/// The text is strict: no fast-math flag, no contraction, no library call, no written global.
@NullMarked
package dev.halfbyte.backend.llvm.emit;

import org.jspecify.annotations.NullMarked;
