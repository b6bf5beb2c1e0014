package dev.halfbyte.quant.softmax;

/// A way to compute `softmax` along the last axis on integers; numerics.md has the formulas.
///
/// A form adds ops of its own to the rows it is given and nothing else knows how it works, so a
/// further one is a record here, a line in `permits` and a name in the policy.
public sealed interface SoftmaxForm
    permits LateNormalization,
        EarlyNormalization,
        IBertSoftmax,
        Shiftmax,
        LogIntSoftmax,
        Softermax {
  /// Adds the softmax of `rows`.
  Probabilities build(LogitRows rows);

  /// What divides by the sum of a row, in words, for explanations.
  String normalization();
}
