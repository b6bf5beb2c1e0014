/// The C interface of a generated library: names, status codes, header.
@NullMarked
package dev.halfbyte.backend.llvm.abi;

import org.jspecify.annotations.NullMarked;
