package dev.halfbyte.backend.llvm;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.CodeType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.text.Sealer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// Hand-made sealed programs over a symbolic number of rows `n`; their input is `x`.
final class Samples {
  private static final Encoding S8 = new Encoding.Affine(ElemType.S8, 0);
  private static final Encoding S8_SHIFTED = new Encoding.Affine(ElemType.S8, -17);
  private static final Encoding U8 = new Encoding.Affine(ElemType.U8, 128);
  private static final Encoding U4 = new Encoding.Affine(ElemType.U4, 3);
  private static final Encoding S16 = new Encoding.Affine(ElemType.S16, 0);
  private static final Dim ROWS = Dim.symbol("n");

  private final ProgramBuilder b;
  private final Random random;

  private Samples(String name) {
    this.b = new ProgramBuilder(name).dim(new DimDeclaration("n", 0, 300, 1));
    this.random = new Random(name.hashCode());
  }

  static List<SealedProgram> all() {
    return List.of(
        mlp("mlp_s8", S8, new Encoding.Affine(ElemType.S4, 0), S8_SHIFTED),
        mlp("mlp_u8", U8, new Encoding.Affine(ElemType.S8, 0), U4),
        floats(),
        integers(),
        convolution());
  }

  /// Two contractions, a table between them and a residual add at the end.
  static SealedProgram mlp(String name, Encoding input, Encoding weight, Encoding hidden) {
    return mlp(name, input, weight, hidden, 19, 45);
  }

  /// The same, wide enough for tile registers; 130 and 200 are no whole steps of them.
  static SealedProgram wide(ElemType.IntType weights) {
    return mlp("wide", S8, new Encoding.Affine(weights, 0), S8_SHIFTED, 130, 200);
  }

  private static SealedProgram mlp(
      String name, Encoding input, Encoding weight, Encoding hidden, int width, int inner) {
    Samples s = new Samples(name);
    ProgramBuilder b = s.b;
    Value x = s.input(width);
    Value q = b.add(new Quantize(x, b.splat(11.5f, x), input));
    Value first = s.linear(q, s.weights("w1", weight, inner, width), "bias1");
    Value h = b.add(new Requantize(first, s.multipliers(first), s.shifts(first), hidden));
    Value table =
        b.constant(
            "table",
            Tensor.generateInts(
                new TensorType(new CodeType(S8), Shape.of(1L << hidden.storage().bits())),
                i -> (i * 37 + 11) % 256 - 128));
    Value g = b.add(new Lookup(h, table));
    Value second = s.linear(g, s.weights("w2", weight, width, inner), "bias2");
    Value sum =
        b.add(
            new RequantizeAdd(
                second,
                s.repeat("m1", ElemType.S32, 40000, second),
                q,
                s.repeat("m2", ElemType.S32, 1 << 20, q),
                s.repeat("s", ElemType.U8, 14, q),
                S16));
    b.output("codes", sum);
    b.output("y", b.add(new Dequantize(sum, b.splat(0.0078125f, sum))));
    return s.seal();
  }

  /// The kernel that the README of this module calls.
  static SealedProgram readme() {
    Samples s = new Samples("mlp");
    ProgramBuilder b = s.b;
    Value x = s.input(24);
    Value q = b.add(new Quantize(x, b.splat(11.5f, x), S8));
    Value sums = s.linear(q, s.weights("w", new Encoding.Affine(ElemType.S4, 0), 24, 24), "bias");
    b.output("y", b.add(new Dequantize(sums, b.splat(0.0078125f, sums))));
    return s.seal();
  }

  /// Float arithmetic of every kind, both orders of reduction, a float contraction.
  static SealedProgram floats() {
    Samples s = new Samples("floats");
    ProgramBuilder b = s.b;
    Value x = s.input(37);
    Value w =
        b.constant("w", Tensor.generateFloats(Shape.of(23, 37), i -> s.random.nextGaussian()));
    Einsum product = new Einsum(List.of("n", "k"), List.of("m", "k"), List.of("n", "m"));
    b.output("serial", b.add(new Contract(x, w, product, Order.SERIAL, ElemType.F32)));
    b.output("lanes", b.add(new Contract(x, w, product, Order.LANES16, ElemType.F32)));
    for (Order order : Order.values()) {
      Value sum = s.reduce(Reduce.Kind.SUM, x, order);
      b.output("sum_" + order, sum);
    }
    Value max = s.reduce(Reduce.Kind.MAX, x, Order.SERIAL);
    Value shifted = b.binary(Binary.Kind.SUB, x, b.broadcast(max, b.type(x).shape(), List.of(0)));
    Value e = b.add(new Unary(Unary.Kind.EXP, shifted));
    Value total = s.reduce(Reduce.Kind.SUM, e, Order.LANES16);
    b.output(
        "softmax", b.binary(Binary.Kind.DIV, e, b.broadcast(total, b.type(x).shape(), List.of(0))));
    for (Unary.Kind kind :
        EnumSet.complementOf(EnumSet.of(Unary.Kind.LEADING_ONE, Unary.Kind.NORMALIZE))) {
      b.output("unary_" + kind, b.add(new Unary(kind, x)));
    }
    Value tiny = b.splat(0x1p-100f, x);
    for (Binary.Kind kind : EnumSet.complementOf(EnumSet.of(Binary.Kind.SHL, Binary.Kind.SHR))) {
      b.output("binary_" + kind, b.binary(kind, x, tiny));
    }
    Value tinier =
        b.binary(Binary.Kind.MUL, b.binary(Binary.Kind.MUL, x, tiny), b.splat(0x1p-40f, x));
    b.output("denormal", tinier);
    Value less = b.add(new Compare(Compare.Kind.LT, x, tinier));
    b.output("less", less);
    b.output("chosen", b.add(new Select(less, x, tinier)));
    return s.seal();
  }

  /// Integer functions of 64 and of 32 bits, over the whole of their range.
  static SealedProgram integers() {
    Samples s = new Samples("integers");
    ProgramBuilder b = s.b;
    Value x = s.input(64);
    Value codes = b.add(new Quantize(x, b.splat(900f, x), S16));
    for (ElemType.IntType type : List.of(ElemType.S64, ElemType.S32)) {
      Value t = b.add(new Cast(codes, type));
      Value square = b.binary(Binary.Kind.MUL, t, t);
      Value size = b.add(new Unary(Unary.Kind.ABS, t));
      Value one = s.repeat("one", type, 1, t);
      Value amount = b.add(new Unary(Unary.Kind.LEADING_ONE, size));
      Value scale = s.repeat("scale", type, type.bits() == 64 ? (1L << 33) - 1 : 1, t);
      Value wide = b.binary(Binary.Kind.MUL, square, scale);
      b.output("leading" + type, b.add(new Unary(Unary.Kind.LEADING_ONE, wide)));
      b.output("normal" + type, b.add(new Unary(Unary.Kind.NORMALIZE, t)));
      b.output("root" + type, b.add(new Unary(Unary.Kind.SQRT, wide)));
      Value less = b.binary(Binary.Kind.MAX, b.binary(Binary.Kind.SUB, wide, one), size);
      b.output("less" + type, b.add(new Unary(Unary.Kind.SQRT, less)));
      b.output(
          "quotient" + type, b.binary(Binary.Kind.DIV, wide, b.binary(Binary.Kind.ADD, size, one)));
      b.output("right" + type, b.binary(Binary.Kind.SHR, t, amount));
      b.output(
          "left" + type,
          b.binary(
              Binary.Kind.SHL, t, b.binary(Binary.Kind.MIN, amount, s.repeat("few", type, 15, t))));
    }
    return s.seal();
  }

  /// Integer sums over padded windows, and the same codes as floats.
  static SealedProgram convolution() {
    Samples s = new Samples("convolution");
    ProgramBuilder b = s.b;
    Value x = s.input(12);
    Value q = b.add(new Quantize(x, b.splat(20f, x), U8));
    AccessMap windows =
        new AccessMap(
            List.of(ROWS, Dim.of(12), Dim.of(3)),
            List.of(
                AffineIndex.of(0),
                new AffineIndex(
                    List.of(new AffineIndex.Term(1, 1), new AffineIndex.Term(2, 1)), Dim.of(-1))),
            true);
    Value view = b.add(new View(q, windows));
    Value w = s.weights("w", new Encoding.Affine(ElemType.S4, 0), 5, 3);
    Einsum sums = new Einsum(List.of("n", "i", "k"), List.of("o", "k"), List.of("n", "i", "o"));
    Value acc = b.add(new Contract(view, w, sums, Order.SERIAL, ElemType.S32));
    b.output("sums", acc);
    b.output("y", b.add(new Dequantize(acc, b.splat(0.01f, acc))));
    return s.seal();
  }

  /// An input for `program`: ordinary values, and in the first row what tests like to go wrong.
  static Tensor input(Program program, int rows) {
    int width = Math.toIntExact(program.parameters().getFirst().type().shape().dim(1).fixed());
    Random random = new Random(rows);
    float[] values = new float[rows * width];
    float[] special = {
      0f, -0f, 1e-40f, -1e-40f, 1e-38f, 0x1p-149f, 3e38f, -3e38f, 1e30f, 0.5f, -0.5f, 88.8f, -87.4f,
      -104f, 2.5f, 3.5f, -2.5f
    };
    boolean quantized = !program.name().equals("floats");
    for (int i = 0; i < values.length; i++) {
      values[i] =
          i < Math.min(width, special.length)
              ? special[i]
              : (float) (random.nextGaussian() * (i % 3 == 0 ? 40 : 4));
    }
    if (!quantized && rows > 1) {
      values[width] = Float.NaN;
      values[width + 1] = Float.POSITIVE_INFINITY;
      values[width + 2] = Float.NEGATIVE_INFINITY;
    }
    return Tensor.ofFloats(Shape.of(rows, width), values);
  }

  private Value input(long width) {
    Shape shape = new Shape(List.of(ROWS, Dim.of(width)));
    return b.parameter("x", new TensorType(ElemType.F32, shape), Parameter.Kind.INPUT);
  }

  private Value weights(String name, Encoding encoding, int outputs, int inputs) {
    TensorType type = new TensorType(new CodeType(encoding), Shape.of(outputs, inputs));
    ElemType.IntType storage = encoding.storage();
    int span = Math.toIntExact(storage.max() - storage.min() + 1);
    return b.constant(name, Tensor.generateInts(type, i -> storage.min() + random.nextInt(span)));
  }

  private Value linear(Value x, Value w, String bias) {
    Einsum product = new Einsum(List.of("n", "k"), List.of("m", "k"), List.of("n", "m"));
    Value sums = b.add(new Contract(x, w, product, Order.SERIAL, ElemType.S32));
    return b.binary(Binary.Kind.ADD, sums, perColumn(bias, ElemType.S32, sums, 2000, -1000));
  }

  private Value multipliers(Value like) {
    return perColumn("mult", ElemType.S32, like, 32768, 32768);
  }

  private Value shifts(Value like) {
    return perColumn("shift", ElemType.U8, like, 3, 21);
  }

  /// A row of random constants from `base` up, below `base + span`, repeated for all rows.
  private Value perColumn(String name, ElemType elem, Value like, int span, int base) {
    Shape shape = b.type(like).shape();
    long[] row =
        IntStream.range(0, Math.toIntExact(shape.dim(1).fixed()))
            .mapToLong(i -> base + random.nextInt(span))
            .toArray();
    TensorType type = new TensorType(elem, Shape.of(row.length));
    return b.broadcast(b.constant(name, Tensor.ofInts(type, row)), shape, List.of(1));
  }

  private Value repeat(String name, ElemType elem, long value, Value like) {
    Tensor scalar = Tensor.ofInts(new TensorType(elem, Shape.SCALAR), value);
    return b.broadcast(b.constant(name, scalar), b.type(like).shape(), List.of());
  }

  private Value reduce(Reduce.Kind kind, Value x, Order order) {
    return b.add(new Reduce(kind, x, Optional.empty(), List.of(1), order, ElemType.F32));
  }

  private SealedProgram seal() {
    return Sealer.seal(new CoreProgram(b.build()));
  }
}
