/// From `numerics` and `hardware` blocks to what the quantizer and the backends take.
@NullMarked
package dev.halfbyte.driver.numerics;

import org.jspecify.annotations.NullMarked;
