@NullMarked
package dev.halfbyte.backend.verilog.emit;

import org.jspecify.annotations.NullMarked;
