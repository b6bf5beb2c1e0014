/// Ops on codes and integers of at most 4 bits, for all values that there are.
///
/// What they must give is computed here, by formulas of its own: code by code, in big integers.
@NullMarked
package dev.halfbyte.conformance.matrix;

import org.jspecify.annotations.NullMarked;
