/// Planted faults: the product with a mistake put into it, to see that the oracle finds it.
@NullMarked
package dev.halfbyte.conformance.fault;

import org.jspecify.annotations.NullMarked;
