/// Accuracy of published quantizers on the trained model of the examples, as integers run it:
/// `./dev accuracy`.
@NullMarked
package dev.halfbyte.bench.model;

import org.jspecify.annotations.NullMarked;
