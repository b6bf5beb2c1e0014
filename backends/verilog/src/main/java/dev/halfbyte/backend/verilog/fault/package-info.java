/// The kinds of user faults of the Verilog backend.
@NullMarked
package dev.halfbyte.backend.verilog.fault;

import org.jspecify.annotations.NullMarked;
