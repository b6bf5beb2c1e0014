package dev.halfbyte.quant;

import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.RmsNorm;
import java.util.List;
import java.util.Random;

/// Kernels with a normalization whose channels differ as those of trained models do.
public final class NormKernels {
  private NormKernels() {}

  /// `exp(spread * gaussian)` for each channel, one of 48 twenty times that.
  public static double[] spread(Random random, int channels, double spread) {
    double[] factors = new double[channels];
    for (int c = 0; c < channels; c++) {
      factors[c] = Math.exp(spread * random.nextGaussian()) * (c % 48 == 17 ? 20 : 1);
    }
    return factors;
  }

  /// `layer_norm(x)` called `ln`; scale and bias follow `factors`.
  public static Value layerNorm(ProgramBuilder builder, Value x, Random random, double[] factors) {
    Value gamma = channels(builder, x, i -> factors[i] * (1 + 0.2 * random.nextGaussian()));
    Value beta = channels(builder, x, i -> factors[i] * 0.5 * random.nextGaussian());
    return Kernels.named(builder, "ln").add(new LayerNorm(x, gamma, beta, 1e-6f));
  }

  static Value rmsNorm(ProgramBuilder builder, Value x, Random random, double[] factors) {
    Value gamma = channels(builder, x, i -> factors[i] * (1 + 0.2 * random.nextGaussian()));
    return Kernels.named(builder, "ln").add(new RmsNorm(x, gamma, 1e-6f));
  }

  private interface Element {
    double at(int channel);
  }

  private static Value channels(ProgramBuilder builder, Value x, Element element) {
    Shape shape = builder.type(x).shape();
    long count = shape.dim(shape.rank() - 1).fixed();
    Tensor data = Tensor.generateFloats(Shape.of(count), element::at);
    return builder.broadcast(builder.constant("c", data), shape, List.of(shape.rank() - 1));
  }

  /// A weight whose columns even out what `factors` did to the channels.
  public static Tensor weight(Random random, int outputs, double[] factors) {
    int inputs = factors.length;
    return Tensor.generateFloats(
        Shape.of(outputs, inputs),
        i -> random.nextGaussian() / Math.sqrt(inputs) / factors[i % inputs]);
  }

  /// `h = layer_norm(x) w^T + b`, channels spread by `spread`.
  public static Program linear(int width, int outputs, double spread, long seed) {
    Random random = new Random(seed);
    double[] factors = spread(random, width, spread);
    ProgramBuilder builder = Kernels.builder("block");
    Value x = Kernels.input(builder, "x", width);
    Value y = layerNorm(builder, x, random, factors);
    Value h =
        Kernels.linear(
            builder, "h", y, weight(random, outputs, factors), Kernels.bias(random, outputs));
    return builder.output("h", h).build();
  }

  /// `u[s, i, o] = layer_norm(x) w[s]^T`: no bias, and an axis that only the weight has.
  public static Program stacked(int width, int outputs, long seed) {
    Random random = new Random(seed);
    double[] factors = spread(random, width, 0.6);
    ProgramBuilder builder = Kernels.builder("stacked");
    Value x = Kernels.input(builder, "x", width);
    Value y = layerNorm(builder, x, random, factors);
    Tensor data = weight(random, 3 * outputs, factors);
    Tensor stacked = Tensor.generateFloats(Shape.of(3, outputs, width), data::floatAt);
    Value w = Kernels.named(builder, "w").constant("w", stacked);
    Einsum einsum = new Einsum(List.of("i", "e"), List.of("s", "o", "e"), List.of("s", "i", "o"));
    Value u =
        Kernels.named(builder, "u").add(new Contract(y, w, einsum, Order.LANES16, ElemType.F32));
    return builder.output("u", u).build();
  }
}
