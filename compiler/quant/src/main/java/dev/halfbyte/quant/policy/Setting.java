package dev.halfbyte.quant.policy;

import dev.halfbyte.ir.ElemType.IntType;

/// One thing that a rule lays down about a value.
public sealed interface Setting {
  /// The codes of a constant operand; symmetric, zero point 0.
  record Weight(IntType storage, Granularity granularity) implements Setting {
    @Override
    public String toString() {
      return "weight " + storage + " " + granularity;
    }
  }

  /// The codes of a computed operand of a contraction; affine, one scale per tensor.
  record Activation(IntType storage) implements Setting {
    @Override
    public String toString() {
      return "act " + storage + " tensor";
    }
  }

  /// The codes of sums and kernel outputs; one scale for all values that sums connect.
  record Residual(IntType storage) implements Setting {
    @Override
    public String toString() {
      return "residual " + storage + " tensor";
    }
  }

  /// Whether channels behind a normalization get scales of their own, moved into their neighbours.
  record Reparam(CommonScale scale) implements Setting {
    @Override
    public String toString() {
      return "via repq(scale = " + scale + ")";
    }
  }
}
