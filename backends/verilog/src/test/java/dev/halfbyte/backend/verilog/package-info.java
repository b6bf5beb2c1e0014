@NullMarked
package dev.halfbyte.backend.verilog;

import org.jspecify.annotations.NullMarked;
