package dev.halfbyte.backend.verilog;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.DimDeclaration;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.ProgramBuilder;
import dev.halfbyte.ir.SealedProgram;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Builds sealed networks of linear layers with random weights, biases, scales and tables, as the
/// quantization passes leave them.
public final class SampleNetwork {
  /// Affine codes of 16 bits, the residual stream.
  public static final Encoding.Affine S16 = new Encoding.Affine(ElemType.S16, 0);

  private static final Einsum LINEAR =
      new Einsum(List.of("m", "k"), List.of("n", "k"), List.of("m", "n"));
  private static final double BITS_OF_MULTIPLIER = 15.5;

  private final ProgramBuilder builder;
  private final Random random;
  private final Dim rows = Dim.symbol("n");

  public SampleNetwork(String name, long seed) {
    builder = new ProgramBuilder(name).dim(new DimDeclaration("n", 1, 4096, 1));
    random = new Random(seed);
  }

  /// The feed-forward block: s16 stream, codes, up, table, down, residual add.
  public static SealedProgram feedForward(
      long seed, int width, int hidden, IntType activation, IntType weight) {
    SampleNetwork net = new SampleNetwork("mlp", seed);
    Encoding.Affine codes = net.encoding(activation);
    Value stream = net.quantize(net.input("x", width), S16);
    Value a = net.requantize(stream, codes, 300, 2);
    Value up = net.linear(a, hidden, weight);
    Value h = net.lookup(net.requantizeSums(up, width, activation, weight, codes), codes);
    Value down = net.linear(h, width, weight);
    Value y = net.residual(down, stream, hidden, activation, weight);
    return net.seal("y", net.dequantize(y));
  }

  /// A classifier: codes, linear layers with relu between them, 16-bit scores.
  public static SealedProgram classifier(
      long seed, List<Integer> widths, IntType activation, IntType weight) {
    SampleNetwork net = new SampleNetwork("digits", seed);
    Encoding.Affine codes = net.encoding(activation);
    Value value = net.quantize(net.input("image", widths.getFirst()), codes);
    for (int layer = 1; layer < widths.size(); layer++) {
      Value sums = net.linear(value, widths.get(layer), weight);
      boolean last = layer + 1 == widths.size();
      int depth = widths.get(layer - 1);
      value =
          last
              ? net.requantizeSums(sums, depth, activation, weight, S16)
              : net.requantizeSums(net.relu(sums), depth, activation, weight, codes);
    }
    return net.seal("logits", net.dequantize(value));
  }

  /// A layer, its rows reduced to one, and a layer of that row.
  public static SealedProgram pooled(int width, int hidden, Reduce.Kind kind) {
    SampleNetwork net = new SampleNetwork("pooled", width);
    Encoding.Affine codes = net.encoding(ElemType.S4);
    Value x = net.quantize(net.input("x", width), codes);
    Value h =
        net.requantizeSums(
            net.linear(x, hidden, ElemType.S4), width, ElemType.S4, ElemType.S4, codes);
    Value pooled = net.requantize(net.reducedRows(h, kind), codes, 3, 0);
    Dim one = Dim.of(1);
    Value row = net.builder.add(new Reshape(pooled, new Shape(List.of(one, Dim.of(hidden)))));
    Value sums = net.linear(row, 9, ElemType.S4);
    Value y = net.requantizeSums(sums, hidden, ElemType.S4, ElemType.S4, S16);
    return net.seal("y", net.dequantize(y));
  }

  /// Inputs that fill the range of the quantizers and beyond.
  public static Tensor data(long seed, long... extents) {
    Random random = new Random(seed);
    return Tensor.generateFloats(Shape.of(extents), _ -> random.nextGaussian() * 1.5);
  }

  public ProgramBuilder builder() {
    return builder;
  }

  /// An affine encoding with a random zero point.
  public Encoding.Affine encoding(IntType storage) {
    long span = storage.max() - storage.min() + 1;
    return new Encoding.Affine(storage, storage.min() + random.nextLong(span));
  }

  public Value input(String name, long cols) {
    TensorType type = new TensorType(ElemType.F32, matrix(cols));
    return builder.parameter(name, type, Parameter.Kind.INPUT);
  }

  public Value quantize(Value x, Encoding.Affine encoding) {
    double span = Math.scalb(1.0, encoding.storage().bits());
    return builder.add(new Quantize(x, splat("inv", (float) (span / 6), x), encoding));
  }

  public Value dequantize(Value codes) {
    return builder.add(new Dequantize(codes, splat("scale", 0x1.3p-9f, codes)));
  }

  /// `sum a * w + b` with random weights and biases.
  public Value linear(Value a, int cols, IntType weight) {
    Value sums = product(a, cols, weight);
    long[] bias = random.longs(cols, -500, 500).toArray();
    return builder.binary(Binary.Kind.ADD, sums, perColumn("b", ElemType.S32, bias, sums));
  }

  public Value product(Value a, int cols, IntType weight) {
    return product(a, cols, new Encoding.Affine(weight, 0), -weight.max(), weight.max());
  }

  /// A product with random weights of any code from `least` to `greatest`.
  public Value product(Value a, int cols, Encoding weights, long least, long greatest) {
    Dim depth = builder.type(a).shape().dim(1);
    TensorType type =
        new TensorType(new ElemType.CodeType(weights), new Shape(List.of(Dim.of(cols), depth)));
    Value w =
        builder.constant("w", Tensor.generateInts(type, _ -> random.nextLong(least, greatest + 1)));
    return builder.add(new Contract(a, w, LINEAR, Order.SERIAL, ElemType.S32));
  }

  /// A product with random weights, which are zero for most of the columns of `a`.
  public Value prunedProduct(Value a, int cols, IntType weight, Set<Long> live) {
    Dim depth = builder.type(a).shape().dim(1);
    long all = depth.fixed();
    TensorType type =
        new TensorType(
            new ElemType.CodeType(new Encoding.Affine(weight, 0)),
            new Shape(List.of(Dim.of(cols), depth)));
    Tensor weights =
        Tensor.generateInts(
            type,
            index ->
                live.contains(index % all) ? random.nextLong(-weight.max(), weight.max() + 1) : 0);
    Value w = builder.constant("w", weights);
    return builder.add(new Contract(a, w, LINEAR, Order.SERIAL, ElemType.S32));
  }

  /// A product with random weights, of which in each column at most `most` of four neighbours are
  /// not zero.
  public Value sparseProduct(Value a, int cols, IntType weight, int most) {
    int depth = Math.toIntExact(builder.type(a).shape().dim(1).fixed());
    TensorType type =
        new TensorType(
            new ElemType.CodeType(new Encoding.Affine(weight, 0)), Shape.of(cols, depth));
    long[] values = new long[cols * depth];
    for (int i = 0; i < values.length; i += 4) {
      List<Integer> places = new ArrayList<>(List.of(0, 1, 2, 3));
      Collections.shuffle(places, random);
      for (int place : places.subList(0, most)) {
        values[i + place] = random.nextLong(-weight.max(), weight.max() + 1);
      }
    }
    Value w = builder.constant("w", Tensor.ofInts(type, values));
    return builder.add(new Contract(a, w, LINEAR, Order.SERIAL, ElemType.S32));
  }

  /// Reduces the rows of codes to one, as the quantizer does: the reduced axis comes last.
  public Value reducedRows(Value codes, Reduce.Kind kind) {
    TensorType type = builder.type(codes);
    Value moved = builder.add(new View(codes, AccessMap.transpose(type.shape(), List.of(1, 0))));
    Value numbers = builder.add(new Cast(moved, ElemType.S32));
    return builder.add(
        new Reduce(kind, numbers, Optional.empty(), List.of(1), Order.LANES16, ElemType.S32));
  }

  public Value relu(Value sums) {
    return builder.binary(Binary.Kind.MAX, sums, scalar("zero", ElemType.S32, 0, sums));
  }

  /// Requantizes sums per column so that codes spread over their range.
  public Value requantizeSums(
      Value sums, int depth, IntType activation, IntType weight, Encoding.Affine encoding) {
    int cols = Math.toIntExact(builder.type(sums).shape().dim(1).fixed());
    double spread = Math.sqrt(depth) * weight.max() * Math.scalb(0.6, activation.bits());
    double target = Math.scalb(0.3, encoding.storage().bits());
    long shift = Math.clamp(Math.round(BITS_OF_MULTIPLIER - log2(target / spread)), 1, 46);
    long[] multipliers = random.longs(cols, 1 << 15, 1 << 16).toArray();
    long[] shifts = random.longs(cols, shift, shift + 2).toArray();
    return builder.add(
        new Requantize(
            sums,
            perColumn("mult", ElemType.S32, multipliers, sums),
            perColumn("shift", ElemType.U8, shifts, sums),
            encoding));
  }

  /// Requantizes codes with one multiplier of about `1 / divisor`.
  public Value requantize(Value codes, Encoding.Affine encoding, double divisor, int slack) {
    long shift = Math.round(BITS_OF_MULTIPLIER + log2(divisor)) - slack / 2;
    return builder.add(
        new Requantize(
            codes,
            scalar("mult", ElemType.S32, random.nextLong(1 << 15, 1 << 16), codes),
            scalar("shift", ElemType.U8, shift, codes),
            encoding));
  }

  /// Adds sums to the stream with one rounding.
  public Value residual(Value sums, Value stream, int depth, IntType activation, IntType weight) {
    int cols = Math.toIntExact(builder.type(sums).shape().dim(1).fixed());
    long shift = 24;
    double spread = Math.sqrt(depth) * weight.max() * Math.scalb(0.6, activation.bits());
    long most = Math.round(Math.scalb(8000 / spread, (int) shift));
    long[] multipliers = random.longs(cols, most / 2, most + 1).toArray();
    return builder.add(
        new RequantizeAdd(
            sums,
            perColumn("m1", ElemType.S32, multipliers, sums),
            stream,
            scalar("m2", ElemType.S32, random.nextLong(1 << 22, 1 << 24), sums),
            scalar("shift", ElemType.U8, shift, sums),
            S16));
  }

  /// A random unary function of codes.
  public Value lookup(Value codes, Encoding encoding) {
    IntType storage = ElemType.storage(builder.type(codes).elem()).orElseThrow();
    TensorType type =
        new TensorType(new ElemType.CodeType(encoding), Shape.of(1L << storage.bits()));
    IntType result = encoding.storage();
    Tensor table = Tensor.generateInts(type, _ -> random.nextLong(result.min(), result.max() + 1));
    return builder.add(new Lookup(codes, builder.constant("table", table)));
  }

  public SealedProgram seal(String output, Value value) {
    builder.output(output, value);
    return seal();
  }

  public SealedProgram seal() {
    return new SealedProgram(new CoreProgram(builder.build()), "sample");
  }

  public Value perColumn(String name, IntType type, long[] values, Value like) {
    TensorType vector = new TensorType(type, Shape.of(values.length));
    Value constant = builder.constant(name, Tensor.ofInts(vector, values));
    return builder.broadcast(constant, builder.type(like).shape(), List.of(1));
  }

  public Value scalar(String name, IntType type, long value, Value like) {
    Value constant =
        builder.constant(name, Tensor.ofInts(new TensorType(type, Shape.SCALAR), value));
    return builder.broadcast(constant, builder.type(like).shape(), List.of());
  }

  private Value splat(String name, float value, Value like) {
    Value constant = builder.constant(name, Tensor.ofFloats(Shape.SCALAR, value));
    return builder.broadcast(constant, builder.type(like).shape(), List.of());
  }

  private Shape matrix(long cols) {
    return new Shape(List.of(rows, Dim.of(cols)));
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }
}
