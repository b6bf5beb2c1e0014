/// Widths of weights under a budget: sensitivities, rankings, blocks and the integer program.
@NullMarked
package dev.halfbyte.driver.allocate;

import org.jspecify.annotations.NullMarked;
