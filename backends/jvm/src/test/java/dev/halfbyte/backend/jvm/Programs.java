package dev.halfbyte.backend.jvm;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.text.Sealer;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Small programs of the kinds that kernels are made of, with random data of a fixed seed.
final class Programs {
  private static final Encoding.Affine S8 = new Encoding.Affine(ElemType.S8, 0);
  private static final Encoding.Affine S16 = new Encoding.Affine(ElemType.S16, 0);

  private Programs() {}

  static SealedProgram seal(ProgramBuilder builder) {
    return Sealer.seal(new CoreProgram(builder.build()));
  }

  static ProgramBuilder builder(String name) {
    return new ProgramBuilder(name).dim(new DimDeclaration("n", 0, 4096, 1));
  }

  static Value rows(ProgramBuilder b, String name, long columns) {
    Shape shape = new Shape(List.of(Dim.symbol("n"), Dim.of(columns)));
    return b.parameter(name, new TensorType(ElemType.F32, shape), Parameter.Kind.INPUT);
  }

  static TensorType f32(long... extents) {
    return new TensorType(ElemType.F32, Shape.of(extents));
  }

  static Tensor floats(long seed, long... extents) {
    Random random = new Random(seed);
    return Tensor.generateFloats(Shape.of(extents), i -> random.nextGaussian());
  }

  private static Tensor ints(long seed, ElemType elem, long min, long max, long... extents) {
    Random random = new Random(seed);
    return Tensor.generateInts(
        new TensorType(elem, Shape.of(extents)), i -> random.nextLong(min, max + 1));
  }

  /// `y[i, j] = gelu(sum[k](x[i, k] * w[j, k]) + bias[j])`.
  static SealedProgram gemm(long k, long columns) {
    ProgramBuilder b = builder("gemm");
    Value x = rows(b, "x", k);
    Value w = b.constant("w", floats(1, columns, k));
    Einsum einsum = new Einsum(List.of("m", "k"), List.of("n", "k"), List.of("m", "n"));
    Value y = b.add(new Contract(x, w, einsum, Order.SERIAL, ElemType.F32));
    Shape shape = b.type(y).shape();
    Value bias = b.broadcast(b.constant("bias", floats(2, columns)), shape, List.of(1));
    b.output("y", gelu(b, b.binary(Binary.Kind.ADD, y, bias)));
    return seal(b);
  }

  private static Value gelu(ProgramBuilder b, Value x) {
    Value scaled = b.binary(Binary.Kind.MUL, x, b.splat(0x1.6a09e6p-1f, x));
    Value erf = b.add(new Unary(Unary.Kind.ERF, scaled));
    Value onePlus = b.binary(Binary.Kind.ADD, b.splat(1f, x), erf);
    return b.binary(Binary.Kind.MUL, b.binary(Binary.Kind.MUL, b.splat(0.5f, x), x), onePlus);
  }

  /// A layer of s4 weights on codes of `activation`, a table for the activation function, a second
  /// layer and a residual add in s16; all between a quantizer and a dequantizer.
  static SealedProgram quantizedMlp(Encoding.Affine activation, long in, long hidden) {
    ProgramBuilder b = builder("mlp");
    Value x = rows(b, "x", in);
    Value q = b.add(new Quantize(x, b.splat(20f, x), activation));
    Value residual = b.add(new Quantize(x, b.splat(1000f, x), S16));
    Value h = layer(b, q, "w1", in, hidden);
    Value code = requantize(b, h, hidden, S8);
    Value table = b.constant("gelu", ints(7, new ElemType.CodeType(activation), 0, 7, 256));
    Value z = b.add(new Lookup(code, table));
    Value o = layer(b, z, "w2", hidden, in);
    Shape shape = b.type(o).shape();
    Value sum =
        b.add(
            new RequantizeAdd(
                o,
                splat(b, ElemType.S32, 40_000, shape),
                residual,
                splat(b, ElemType.S32, 50_000, shape),
                splat(b, ElemType.U8, 16, shape),
                S16));
    b.output("codes", sum);
    b.output(
        "y", b.add(new Dequantize(sum, b.splat(0.001f, b.broadcast(x, shape, List.of(0, 1))))));
    return seal(b);
  }

  private static Value layer(ProgramBuilder b, Value x, String name, long in, long out) {
    Value w = b.constant(name, ints(name.hashCode(), ElemType.S4, -8, 7, out, in));
    Value bias =
        b.constant(name + "_bias", ints(name.hashCode() + 1L, ElemType.S32, -500, 500, out));
    Einsum einsum = new Einsum(List.of("m", "k"), List.of("n", "k"), List.of("m", "n"));
    Value y = b.add(new Contract(x, w, einsum, Order.SERIAL, ElemType.S32));
    return b.binary(Binary.Kind.ADD, y, b.broadcast(bias, b.type(y).shape(), List.of(1)));
  }

  private static Value requantize(ProgramBuilder b, Value x, long columns, Encoding to) {
    Shape shape = b.type(x).shape();
    Value multiplier = b.constant("m", ints(11, ElemType.S32, 32768, 65535, columns));
    Value shift = b.constant("s", ints(12, ElemType.U8, 18, 22, columns));
    return b.add(
        new Requantize(
            x,
            b.broadcast(multiplier, shape, List.of(1)),
            b.broadcast(shift, shape, List.of(1)),
            to));
  }

  private static Value splat(ProgramBuilder b, ElemType elem, long value, Shape shape) {
    Tensor scalar = Tensor.ofInts(new TensorType(elem, Shape.SCALAR), value);
    return b.broadcast(b.constant("c", scalar), shape, List.of());
  }

  /// A quantized convolution with stated padding and a stride: windows over codes, s4 weights.
  static SealedProgram convolution(Encoding.Affine activation) {
    ProgramBuilder b = builder("conv");
    Dim n = Dim.symbol("n");
    Shape image = new Shape(List.of(n, n, Dim.of(3)));
    Value x = b.parameter("x", new TensorType(ElemType.F32, image), Parameter.Kind.INPUT);
    Value q = b.add(new Quantize(x, b.splat(20f, x), activation));
    Dim half = n.plus(Dim.ONE).floorDiv(2);
    AccessMap map =
        new AccessMap(
            List.of(half, half, Dim.of(3), Dim.of(3), Dim.of(3)),
            List.of(window(0, 2), window(1, 3), AffineIndex.of(4)),
            true);
    Value windows = b.add(new View(q, map));
    Value w = b.constant("w", ints(5, ElemType.S4, -8, 7, 10, 3, 3, 3));
    Einsum einsum =
        new Einsum(
            List.of("i", "j", "r", "s", "c"), List.of("o", "r", "s", "c"), List.of("i", "j", "o"));
    b.output("y", b.add(new Contract(windows, w, einsum, Order.SERIAL, ElemType.S32)));
    return seal(b);
  }

  private static AffineIndex window(int outer, int inner) {
    return new AffineIndex(
        List.of(new AffineIndex.Term(outer, 2), new AffineIndex.Term(inner, 1)), Dim.of(-1));
  }

  /// Softmax of each row over the elements on or below the diagonal.
  static SealedProgram maskedSoftmax(Order order) {
    ProgramBuilder b = builder("softmax");
    Dim n = Dim.symbol("n");
    Shape square = new Shape(List.of(n, n));
    Value x = b.parameter("x", new TensorType(ElemType.F32, square), Parameter.Kind.INPUT);
    AffineIndex below =
        new AffineIndex(List.of(new AffineIndex.Term(0, 1), new AffineIndex.Term(1, -1)), Dim.ZERO);
    Value mask = b.add(new Mask(square.dims(), List.of(below)));
    Value max = reduce(b, Reduce.Kind.MAX, x, mask, order);
    Value shifted = b.binary(Binary.Kind.SUB, x, b.broadcast(max, square, List.of(0)));
    Value e = b.add(new Unary(Unary.Kind.EXP, shifted));
    Value sum = reduce(b, Reduce.Kind.SUM, e, mask, order);
    b.output("y", b.binary(Binary.Kind.DIV, e, b.broadcast(sum, square, List.of(0))));
    b.output("sum", sum);
    return seal(b);
  }

  private static Value reduce(
      ProgramBuilder b, Reduce.Kind kind, Value x, Value mask, Order order) {
    return b.add(new Reduce(kind, x, Optional.of(mask), List.of(1), order, ElemType.F32));
  }
}
