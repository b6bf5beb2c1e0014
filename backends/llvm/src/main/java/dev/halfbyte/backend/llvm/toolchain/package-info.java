/// The LLVM toolchain as a library: textual IR in, object, shared library and archive bytes out.
@NullMarked
package dev.halfbyte.backend.llvm.toolchain;

import org.jspecify.annotations.NullMarked;
