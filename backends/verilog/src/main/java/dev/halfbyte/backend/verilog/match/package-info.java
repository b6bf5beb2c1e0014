/// Recognises in a sealed program what the quantizer made of softmax, norms and late divisions.
@NullMarked
package dev.halfbyte.backend.verilog.match;

import org.jspecify.annotations.NullMarked;
