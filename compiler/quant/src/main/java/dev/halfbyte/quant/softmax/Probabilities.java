package dev.halfbyte.quant.softmax;

import dev.halfbyte.ir.Value;
import java.util.Optional;

/// What an integer softmax gives: `scale * T(codes)`, over the denominator of its row if there is
/// one. Absent elements have the code of zero.
///
/// @param codes of the shape of the logits
/// @param denominators integers of at least 1, one for each row
public record Probabilities(Value codes, float scale, Optional<Value> denominators) {}
