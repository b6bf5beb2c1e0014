/// Output files that appear whole or not at all.
@NullMarked
package dev.halfbyte.driver.output;

import org.jspecify.annotations.NullMarked;
