/// Predictions of how long stages take, from counts of what they do and the rates of a target.
@NullMarked
package dev.halfbyte.loop.cost;

import org.jspecify.annotations.NullMarked;
