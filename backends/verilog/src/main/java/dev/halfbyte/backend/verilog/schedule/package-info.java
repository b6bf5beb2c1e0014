/// Scheduling: tasks get memory, row chunks and column blocks, and become commands.
@NullMarked
package dev.halfbyte.backend.verilog.schedule;

import org.jspecify.annotations.NullMarked;
