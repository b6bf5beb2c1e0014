/// Ways to run what this backend made: in process, by a C host, under an emulator.
@NullMarked
package dev.halfbyte.backend.llvm.run;

import org.jspecify.annotations.NullMarked;
