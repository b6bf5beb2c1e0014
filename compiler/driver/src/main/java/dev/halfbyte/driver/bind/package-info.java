/// Binds tensors from files to the parameters of a program.
@NullMarked
package dev.halfbyte.driver.bind;

import org.jspecify.annotations.NullMarked;
