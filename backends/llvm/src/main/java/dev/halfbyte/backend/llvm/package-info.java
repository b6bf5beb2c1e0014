/// Native libraries for x86-64 and AArch64: loop IR to textual LLVM IR, objects, `.so`, `.a`,
/// header.
@NullMarked
package dev.halfbyte.backend.llvm;

import org.jspecify.annotations.NullMarked;
