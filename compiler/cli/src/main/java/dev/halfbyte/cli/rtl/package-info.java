/// Joins the Verilog backend with the simulator, which know nothing of each other.
@NullMarked
package dev.halfbyte.cli.rtl;

import org.jspecify.annotations.NullMarked;
