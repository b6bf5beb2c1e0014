package dev.halfbyte.quant.policy;

import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.quant.codes.CodeFamily;

/// One thing that a rule lays down about a value.
public sealed interface Setting {
  /// The codes of a constant operand; affine ones are symmetric, zero point 0.
  record Weight(IntType storage, Granularity granularity, CodeFamily family) implements Setting {
    /// Affine codes.
    public Weight(IntType storage, Granularity granularity) {
      this(storage, granularity, CodeFamily.AFFINE);
    }

    /// Storage and family, as a numerics block writes them.
    public String codes() {
      return Setting.codes(storage, family);
    }

    @Override
    public String toString() {
      return "weight " + codes() + " " + granularity;
    }
  }

  /// The codes of a computed operand of a contraction; one scale per tensor.
  record Activation(IntType storage, CodeFamily family) implements Setting {
    /// Affine codes.
    public Activation(IntType storage) {
      this(storage, CodeFamily.AFFINE);
    }

    /// Storage and family, as a numerics block writes them.
    public String codes() {
      return Setting.codes(storage, family);
    }

    @Override
    public String toString() {
      return "act " + codes() + " tensor";
    }
  }

  /// The codes of sums and kernel outputs; one scale for all values that sums connect.
  record Residual(IntType storage) implements Setting {
    @Override
    public String toString() {
      return "residual " + storage + " tensor";
    }
  }

  /// Along which axis of the activation of the same rule each index gets a scale of its own.
  record ScaleAxis(int axis) implements Setting {
    @Override
    public String toString() {
      return "axis " + axis;
    }
  }

  /// Whether channels behind a normalization get scales of their own, moved into their neighbours.
  record Reparam(ReparamMethod method) implements Setting {
    /// Those of RepQ-ViT.
    public Reparam(CommonScale scale) {
      this(new ReparamMethod.Repq(scale));
    }

    /// Whether nothing is to move.
    boolean isNone() {
      return method.equals(new ReparamMethod.Repq(CommonScale.NONE));
    }

    @Override
    public String toString() {
      return "via " + method;
    }
  }

  /// How a weight is rounded to its codes.
  record Rounding(WeightRounding method) implements Setting {
    @Override
    public String toString() {
      return "rounding " + method;
    }
  }

  /// Whether the bias of a layer makes up for the mean error of its codes over the samples.
  record Bias(boolean corrected) implements Setting {
    @Override
    public String toString() {
      return "bias " + (corrected ? "corrected" : "exact");
    }
  }

  /// How a softmax is computed.
  record Softmax(SoftmaxChoice choice) implements Setting {
    @Override
    public String toString() {
      return "softmax " + choice;
    }
  }

  /// Storage and family, as a numerics block writes them.
  static String codes(IntType storage, CodeFamily family) {
    return family.equals(CodeFamily.AFFINE) ? storage.toString() : storage + " " + family;
  }
}
