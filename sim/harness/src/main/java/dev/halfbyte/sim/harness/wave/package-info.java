/// Names within waveform files, and views that show them in order.
@NullMarked
package dev.halfbyte.sim.harness.wave;

import org.jspecify.annotations.NullMarked;
