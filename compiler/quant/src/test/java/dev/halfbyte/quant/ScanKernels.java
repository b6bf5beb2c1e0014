package dev.halfbyte.quant;

import dev.halfbyte.ir.Dim;
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
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Scan;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Residual blocks `x + w2 gelu(w1 norm(x) + b1) + b2` with weights of their own: as a scan over
/// stacked weights, and written out.
final class ScanKernels {
  private static final List<String> NAMES = List.of("g", "b", "w1", "b1", "w2", "b2");

  private final int width;
  private final List<List<Tensor>> blocks = new ArrayList<>();

  ScanKernels(int width, int hidden, int count, long seed) {
    this.width = width;
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      double gain = 1 + 0.3 * i;
      blocks.add(
          List.of(
              Tensor.generateFloats(Shape.of(width), _ -> Math.exp(0.4 * random.nextGaussian())),
              Kernels.bias(random, width),
              scaled(Kernels.weight(random, hidden, width), gain),
              Kernels.bias(random, hidden),
              Kernels.weight(random, width, hidden),
              Kernels.bias(random, width)));
    }
  }

  private static Tensor scaled(Tensor weight, double gain) {
    return Tensor.generateFloats(weight.type().shape(), i -> gain * weight.floatAt(i));
  }

  /// Values of a block are named `y.n`, `y.h`, `y.a` and `y.o`.
  Program scan() {
    ProgramBuilder builder = Kernels.builder("blocks");
    Value x = Kernels.input(builder, "x", width);
    List<Value> stacked = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      int number = i;
      Tensor data = stack(blocks.stream().map(block -> block.get(number)).toList());
      stacked.add(Kernels.named(builder, NAMES.get(i)).constant(NAMES.get(i), data));
    }
    Kernels.named(builder, "y");
    Scan scan = new Scan(body(), List.of(x), stacked, List.of());
    return builder.output("y", builder.addAll(scan).getFirst()).build();
  }

  /// The same scan over no block at all.
  Program scanOfNone() {
    ProgramBuilder builder = Kernels.builder("blocks");
    Value x = Kernels.input(builder, "x", width);
    List<Value> stacked = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      TensorType slice = blocks.getFirst().get(i).type();
      List<Dim> dims = new ArrayList<>(List.of(Dim.ZERO));
      dims.addAll(slice.shape().dims());
      Tensor none = Tensor.ofBytes(new TensorType(slice.elem(), new Shape(dims)), new byte[0]);
      stacked.add(Kernels.named(builder, NAMES.get(i)).constant(NAMES.get(i), none));
    }
    Kernels.named(builder, "y");
    Scan scan = new Scan(body(), List.of(x), stacked, List.of());
    return builder.output("y", builder.addAll(scan).getFirst()).build();
  }

  /// `x + (w x) * factor`, and a bias so large that small factors make wide sums.
  static Program signs(int width, float... factors) {
    Random random = new Random(3);
    ProgramBuilder builder = Kernels.builder("signs");
    Value x = Kernels.input(builder, "x", width);
    List<Tensor> weights = new ArrayList<>();
    List<Tensor> factor = new ArrayList<>();
    for (float f : factors) {
      weights.add(scaled(Kernels.weight(random, width, width), Math.abs(f)));
      factor.add(Tensor.generateFloats(Shape.of(width), _ -> Math.signum(f)));
    }
    Value w = Kernels.named(builder, "w").constant("w", stack(weights));
    Value f = Kernels.named(builder, "f").constant("f", stack(factor));
    ProgramBuilder body = new ProgramBuilder("step");
    TensorType rows = builder.type(x);
    Value in = body.parameter("x", rows, Parameter.Kind.INPUT);
    Value weight = body.parameter("w", weights.getFirst().type(), Parameter.Kind.INPUT);
    Value sign = body.parameter("f", factor.getFirst().type(), Parameter.Kind.INPUT);
    Value sum = body.add(new Contract(in, weight, Kernels.LINEAR, Order.LANES16, ElemType.F32));
    Tensor one = Tensor.generateFloats(Shape.of(width), i -> 1 + i % 2);
    Value bias = body.broadcast(body.constant("one", one), rows.shape(), List.of(1));
    Value biased = body.binary(Binary.Kind.ADD, sum, bias);
    Value product =
        body.binary(Binary.Kind.MUL, biased, body.broadcast(sign, rows.shape(), List.of(1)));
    body.output("x", Kernels.named(body, "y.x").binary(Binary.Kind.ADD, in, product));
    Kernels.named(builder, "y");
    Scan scan = new Scan(body.build(), List.of(x), List.of(w, f), List.of());
    return builder.output("y", builder.addAll(scan).getFirst()).build();
  }

  private Program body() {
    ProgramBuilder body = new ProgramBuilder("block");
    Shape rows = new Shape(List.of(Kernels.ROWS, Dim.of(width)));
    Value x = body.parameter("x", new TensorType(ElemType.F32, rows), Parameter.Kind.INPUT);
    List<Value> weights = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      weights.add(
          body.parameter(NAMES.get(i), blocks.getFirst().get(i).type(), Parameter.Kind.INPUT));
    }
    return body.output("x", block(body, "y", x, weights)).build();
  }

  /// The same written out; values of block `i` are named `y<i>.n` and so on.
  Program unrolled() {
    ProgramBuilder builder = Kernels.builder("blocks");
    Value x = Kernels.input(builder, "x", width);
    for (int i = 0; i < blocks.size(); i++) {
      List<Value> weights = new ArrayList<>();
      for (int k = 0; k < NAMES.size(); k++) {
        String name = NAMES.get(k) + "." + i;
        weights.add(Kernels.named(builder, name).constant(name, blocks.get(i).get(k)));
      }
      x = block(builder, "y" + i, x, weights);
    }
    return builder.output("y", x).build();
  }

  private static Value block(ProgramBuilder builder, String path, Value x, List<Value> weights) {
    Shape shape = builder.type(x).shape();
    builder.at(Optional.empty(), Optional.empty());
    Value scale = builder.broadcast(weights.get(0), shape, List.of(1));
    Value shift = builder.broadcast(weights.get(1), shape, List.of(1));
    Value n = Kernels.named(builder, path + ".n").add(new LayerNorm(x, scale, shift, 1e-6f));
    Value h = linear(builder, path + ".h", n, weights.get(2), weights.get(3));
    Value a = Kernels.named(builder, path + ".a").add(new Gelu(h));
    Value o = linear(builder, path + ".o", a, weights.get(4), weights.get(5));
    return Kernels.named(builder, path + ".x").binary(Binary.Kind.ADD, x, o);
  }

  private static Value linear(ProgramBuilder builder, String path, Value x, Value w, Value b) {
    builder.at(Optional.empty(), Optional.empty());
    Value product = builder.add(new Contract(x, w, Kernels.LINEAR, Order.LANES16, ElemType.F32));
    Value placed = builder.broadcast(b, builder.type(product).shape(), List.of(1));
    return Kernels.named(builder, path).binary(Binary.Kind.ADD, product, placed);
  }

  static Tensor stack(List<Tensor> slices) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    slices.forEach(slice -> bytes.writeBytes(slice.bytes()));
    List<Dim> dims = new ArrayList<>(List.of(Dim.of(slices.size())));
    dims.addAll(slices.getFirst().type().shape().dims());
    return Tensor.ofBytes(
        new TensorType(slices.getFirst().type().elem(), new Shape(dims)), bytes.toByteArray());
  }
}
