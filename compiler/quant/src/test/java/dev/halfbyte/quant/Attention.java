package dev.halfbyte.quant;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Softmax;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Attention kernels of one head with seeded weights; values are named q, k, v, z, p and y.
final class Attention {
  private static final Einsum ROWS =
      new Einsum(List.of("i", "c"), List.of("j", "c"), List.of("i", "j"));
  private static final Einsum MIX =
      new Einsum(List.of("i", "j"), List.of("j", "c"), List.of("i", "c"));

  private final ProgramBuilder builder = Kernels.builder("attention");
  private final Random random;
  private final int width;
  final Value x;

  Attention(int width, long seed) {
    this.width = width;
    random = new Random(seed);
    x = Kernels.input(builder, "x", width);
  }

  /// What is made of the probabilities and the values.
  interface Body {
    Value build(Attention attention, Value p);
  }

  /// `y = body(softmax(q k^T / sqrt(d)))`, rows causal if `causal`.
  static Program program(int width, long seed, boolean causal, Body body) {
    Attention attention = new Attention(width, seed);
    Value p = attention.probabilities(causal);
    return attention.builder.output("y", body.build(attention, p)).build();
  }

  /// One head whose result goes through a projection.
  static Program head(int width, long seed, boolean causal) {
    return program(width, seed, causal, (a, p) -> a.linear("y", a.mixed(p)));
  }

  /// A causal head whose contraction with the values has the mask of the softmax too.
  static Program maskedHead(int width, long seed) {
    Attention attention = new Attention(width, seed);
    Value p = attention.probabilities(true);
    ProgramBuilder builder = attention.builder;
    Value mask = attention.causal();
    Value v = attention.values();
    builder.at(Optional.of("y"), Optional.empty());
    Value y = builder.add(new Contract(p, v, Optional.of(mask), MIX, Order.SERIAL, ElemType.F32));
    return builder.output("y", y).build();
  }

  ProgramBuilder builder() {
    return builder;
  }

  /// Attends sharply: queries and keys share their weights in part.
  Value probabilities(boolean causal) {
    Tensor shared = Kernels.weight(random, width, width);
    Tensor weight =
        Tensor.generateFloats(
            shared.type().shape(), i -> 2.2 * shared.floatAt(i) + 0.1 * random.nextGaussian());
    Value q = Kernels.linear(builder, "q", x, weight, Kernels.bias(random, width));
    Value k = Kernels.linear(builder, "k", x, shared, Kernels.bias(random, width));
    builder.at(Optional.empty(), Optional.empty());
    Value products = builder.add(new Contract(q, k, ROWS, Order.LANES16, ElemType.F32));
    Value root = builder.splat((float) Math.sqrt(width), products);
    Kernels.named(builder, "z");
    Value z = builder.binary(Binary.Kind.DIV, products, root);
    Optional<Value> mask = causal ? Optional.of(causal()) : Optional.empty();
    Kernels.named(builder, "p");
    return builder.add(new Softmax(z, mask, Softmax.Form.THREE_PASS));
  }

  private Value causal() {
    AffineIndex before =
        new AffineIndex(List.of(new AffineIndex.Term(0, 1), new AffineIndex.Term(1, -1)), Dim.ZERO);
    return builder.add(new Mask(List.of(Kernels.ROWS, Kernels.ROWS), List.of(before)));
  }

  /// `p v`.
  Value mixed(Value p) {
    Value v = values();
    Kernels.named(builder, "m");
    return builder.add(new Contract(p, v, MIX, Order.SERIAL, ElemType.F32));
  }

  Value values() {
    return linear("v", x);
  }

  Value linear(String path, Value operand) {
    return Kernels.linear(
        builder, path, operand, Kernels.weight(random, width, width), Kernels.bias(random, width));
  }

  static Shape square() {
    return new Shape(List.of(Kernels.ROWS, Kernels.ROWS));
  }
}
