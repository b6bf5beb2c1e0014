package dev.halfbyte.driver.allocate;

import dev.halfbyte.ir.Tensor;
import dev.halfbyte.quant.codes.BinaryFamily;
import dev.halfbyte.quant.codes.CodeFamily;
import dev.halfbyte.quant.codes.TernaryFamily;
import dev.halfbyte.quant.policy.Granularity;
import dev.halfbyte.quant.policy.Setting;
import java.util.List;

/// A weight that gets one width, with the contractions that multiply it; in the body of a scan, of
/// all its iterations.
///
/// @param name under which a rule addresses it
/// @param contraction the first value that is made with it, as `why` calls it
/// @param data f32, of each iteration that has data of its own
/// @param products multiply-accumulates of one run
/// @param base what the base numerics say about its codes
record WeightLayer(
    String name, String contraction, List<Tensor> data, long products, Setting.Weight base) {
  WeightLayer {
    data = List.copyOf(data);
  }

  /// Weights, of all iterations.
  long elements() {
    return data.stream().mapToLong(Tensor::count).sum();
  }

  /// Bytes of the codes at `width` bits, as `eval` counts them; scales and biases not among them.
  long bytes(int width) {
    return (elements() * width + Byte.SIZE - 1) / Byte.SIZE;
  }

  /// The rule that gives the layer codes of `width` bits, with the granularity and, where it is a
  /// table, the family of the base.
  String rule(int width) {
    return name + " weight " + codes(width) + granularity();
  }

  private String codes(int width) {
    CodeFamily family = base.family();
    boolean plain =
        family.equals(CodeFamily.AFFINE)
            || family instanceof BinaryFamily
            || family instanceof TernaryFamily;
    if (plain) {
      return width == 1 ? "u1 binary" : "s" + width;
    }
    return (base.storage().signed() ? "s" : "u") + width + " " + family;
  }

  private String granularity() {
    return switch (base.granularity()) {
      case Granularity.PerChannel _ -> "";
      case Granularity.PerTensor tensor -> " " + tensor;
      case Granularity.PerAxis axis -> " " + axis;
      case Granularity.PerGroup group -> " " + group;
    };
  }
}
