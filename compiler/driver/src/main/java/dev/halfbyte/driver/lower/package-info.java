/// From the checked syntax tree to the graph IR.
@NullMarked
package dev.halfbyte.driver.lower;

import org.jspecify.annotations.NullMarked;
