/// cmd IR: what the accelerator executes, its text form, verifier, encoder and interpreter.
@NullMarked
package dev.halfbyte.backend.verilog.cmd;

import org.jspecify.annotations.NullMarked;
