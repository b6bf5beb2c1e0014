/// How often a quantized kernel is right about labelled pictures, and how far each of its values is
/// from the float one.
@NullMarked
package dev.halfbyte.driver.eval;

import org.jspecify.annotations.NullMarked;
