/// Folders that hold a failing trial and replay it.
@NullMarked
package dev.halfbyte.conformance.crash;

import org.jspecify.annotations.NullMarked;
