/// Area, depth and clock of emitted Verilog, by Yosys and nextpnr.
@NullMarked
package dev.halfbyte.cli.synthesis;

import org.jspecify.annotations.NullMarked;
