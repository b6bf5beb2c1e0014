@NullMarked
package dev.halfbyte.sim.verilator;

import org.jspecify.annotations.NullMarked;
