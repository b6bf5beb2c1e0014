/// What the compiler knows of the accelerator in rtl/src: parameters, commands, memories,
/// registers, units and exact timing, all as data that tests hold equal to the SystemVerilog.
@NullMarked
package dev.halfbyte.rtl;

import org.jspecify.annotations.NullMarked;
