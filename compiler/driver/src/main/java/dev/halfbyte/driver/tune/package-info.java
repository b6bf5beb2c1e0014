/// The search for the fastest schedule of a program on this machine.
@NullMarked
package dev.halfbyte.driver.tune;

import org.jspecify.annotations.NullMarked;
