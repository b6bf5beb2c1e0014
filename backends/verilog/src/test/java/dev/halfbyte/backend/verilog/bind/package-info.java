@NullMarked
package dev.halfbyte.backend.verilog.bind;

import org.jspecify.annotations.NullMarked;
