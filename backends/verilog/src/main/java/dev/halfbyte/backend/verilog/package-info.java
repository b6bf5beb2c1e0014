/// The Verilog backend: a sealed program becomes commands, constants and files for `hb_accel`.
@NullMarked
package dev.halfbyte.backend.verilog;

import org.jspecify.annotations.NullMarked;
