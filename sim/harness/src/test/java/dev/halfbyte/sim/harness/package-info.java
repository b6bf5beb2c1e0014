@NullMarked
package dev.halfbyte.sim.harness;

import org.jspecify.annotations.NullMarked;
