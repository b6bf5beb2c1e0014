package dev.halfbyte.quant;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Relu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/// f32 kernels with seeded weights, and samples for them.
public final class Kernels {
  static final Einsum LINEAR = new Einsum(List.of("n", "k"), List.of("m", "k"), List.of("n", "m"));
  static final Dim ROWS = Dim.symbol("n");

  private Kernels() {}

  /// A builder of a kernel with the symbolic dim `n`.
  static ProgramBuilder builder(String name) {
    return new ProgramBuilder(name).dim(new DimDeclaration("n", 0, 4096, 1));
  }

  static Value input(ProgramBuilder builder, String name, int columns) {
    Shape shape = new Shape(List.of(ROWS, Dim.of(columns)));
    return builder.parameter(name, new TensorType(ElemType.F32, shape), Parameter.Kind.INPUT);
  }

  static ProgramBuilder named(ProgramBuilder builder, String path) {
    return builder.at(Optional.of(path), Optional.empty());
  }

  /// `x w^T + bias`, the sum called `path`.
  static Value linear(ProgramBuilder builder, String path, Value x, Tensor weight, Tensor bias) {
    Value w = named(builder, path + ".w").constant(path + ".w", weight);
    Value b = named(builder, path + ".b").constant(path + ".b", bias);
    builder.at(Optional.empty(), Optional.empty());
    Value product = builder.add(new Contract(x, w, LINEAR, Order.LANES16, ElemType.F32));
    Value placed = builder.broadcast(b, builder.type(product).shape(), List.of(1));
    return named(builder, path).binary(Binary.Kind.ADD, product, placed);
  }

  /// `y = x + w2 gelu(w1 x + b1) + b2`, every weight scaled as training would.
  public static Program geluMlp(int width, int hidden, long seed) {
    Random random = new Random(seed);
    ProgramBuilder builder = builder("mlp");
    Value x = input(builder, "x", width);
    Value h = linear(builder, "h", x, weight(random, hidden, width), bias(random, hidden));
    Value g = named(builder, "g").add(new Gelu(h));
    Value o = linear(builder, "o", g, weight(random, width, hidden), bias(random, width));
    Value y = named(builder, "y").binary(Binary.Kind.ADD, x, o);
    return builder.output("y", y).build();
  }

  /// Residual blocks with weights of their own as a scan, called `y`.
  public static Program scannedBlocks(int width, int hidden, int count) {
    return new ScanKernels(width, hidden, count, 2).scan();
  }

  /// `logits = w2 relu(w1 x + b1) + b2`.
  static Program reluMlp(int width, int hidden, int classes, long seed) {
    Random random = new Random(seed);
    ProgramBuilder builder = builder("classifier");
    Value x = input(builder, "x", width);
    Value h = linear(builder, "h", x, weight(random, hidden, width), bias(random, hidden));
    Value r = named(builder, "r").add(new Relu(h));
    Value o = linear(builder, "o", r, weight(random, classes, hidden), bias(random, classes));
    return builder.output("logits", o).build();
  }

  /// Gaussian, rows of different magnitude so that scales per channel matter.
  static Tensor weight(Random random, int outputs, int inputs) {
    double[] rows = new double[outputs];
    for (int i = 0; i < outputs; i++) {
      rows[i] = Math.exp(random.nextGaussian() * 0.5);
    }
    return Tensor.generateFloats(
        Shape.of(outputs, inputs),
        i -> rows[i / inputs] * random.nextGaussian() / Math.sqrt(inputs));
  }

  static Tensor bias(Random random, int outputs) {
    return Tensor.generateFloats(Shape.of(outputs), _ -> 0.1 * random.nextGaussian());
  }

  static Tensor rows(Random random, int rows, int columns) {
    return Tensor.generateFloats(Shape.of(rows, columns), _ -> random.nextGaussian());
  }

  /// `count` samples of `rows` rows for the input `x`.
  public static List<SortedMap<String, Tensor>> samples(
      int count, int rows, int columns, long seed) {
    Random random = new Random(seed);
    List<SortedMap<String, Tensor>> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new TreeMap<>(java.util.Map.of("x", rows(random, rows, columns))));
    }
    return samples;
  }
}
