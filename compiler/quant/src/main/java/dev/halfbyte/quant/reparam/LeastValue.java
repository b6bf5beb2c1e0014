package dev.halfbyte.quant.reparam;

import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.Silu;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far below zero functions go.
final class LeastValue {
  /// Of gelu: -0.169971243 at -0.751791524. The bound is above what rounding adds.
  private static final float GELU = 0.169972f;

  /// Of silu: -0.278464543 at -1.278464543.
  private static final float SILU = 0.278466f;

  private LeastValue() {}

  /// What makes all results of `node` positive where it is added; unknown for most functions.
  static Optional<Float> of(@Nullable Node node) {
    if (node == null) {
      return Optional.empty();
    }
    return node.op() instanceof Gelu
        ? Optional.of(GELU)
        : node.op() instanceof Silu ? Optional.of(SILU) : Optional.empty();
  }
}
