@NullMarked
package dev.halfbyte.backend.verilog.schedule;

import org.jspecify.annotations.NullMarked;
