/// Binding: the ops of a sealed program become tasks of the accelerator's units.
@NullMarked
package dev.halfbyte.backend.verilog.bind;

import org.jspecify.annotations.NullMarked;
