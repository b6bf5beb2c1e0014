@NullMarked
package dev.halfbyte.backend.verilog.cmd;

import org.jspecify.annotations.NullMarked;
