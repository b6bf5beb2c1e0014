/// The files of a hardware build: manifest, program, constants, testbench and sources.
@NullMarked
package dev.halfbyte.backend.verilog.emit;

import org.jspecify.annotations.NullMarked;
