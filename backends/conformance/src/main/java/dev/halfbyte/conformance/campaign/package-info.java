/// Many trials in a row: their order, progress, what they covered, and what to do with a failure.
@NullMarked
package dev.halfbyte.conformance.campaign;

import org.jspecify.annotations.NullMarked;
