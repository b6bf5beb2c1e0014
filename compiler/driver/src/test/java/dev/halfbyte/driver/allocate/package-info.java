/// Tests of widths under a budget.
@NullMarked
package dev.halfbyte.driver.allocate;

import org.jspecify.annotations.NullMarked;
