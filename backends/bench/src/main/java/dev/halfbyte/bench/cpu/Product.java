package dev.halfbyte.bench.cpu;

import dev.halfbyte.bench.Mismatch;
import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.Dim;
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
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.text.Sealer;
import java.util.List;
import java.util.Random;

/// A linear layer between two others, as a quantized network has it: codes in, a bias and a
/// multiplier for each output channel, codes out. Random data of a fixed seed.
///
/// @param rows of the activations
/// @param depth what is summed
/// @param activations type of their codes, of the outputs too
/// @param weights type of their codes
/// @param zeros share of activations that are 0 by chance, beside those that fall there
/// @param dead share of the depth where they are 0 in all rows, the first ones
/// @param group weights of a channel that share a multiplier, a divisor of the depth; 0 for none
public record Product(
    int rows,
    int columns,
    int depth,
    ElemType.IntType activations,
    ElemType.IntType weights,
    double zeros,
    double dead,
    int group) {
  /// Codes that are all alike likely.
  public Product(
      int rows, int columns, int depth, ElemType.IntType activations, ElemType.IntType weights) {
    this(rows, columns, depth, activations, weights, 0, 0, 0);
  }

  /// One multiplier for all weights of a channel.
  public Product(
      int rows,
      int columns,
      int depth,
      ElemType.IntType activations,
      ElemType.IntType weights,
      double zeros) {
    this(rows, columns, depth, activations, weights, zeros, 0, 0);
  }

  /// The same with multipliers of groups.
  Product grouped(int size) {
    return new Product(rows, columns, depth, activations, weights, zeros, dead, size);
  }

  private static final int CHECKED_ROWS = 3;

  /// `rows x columns x depth`, as tables name it.
  public String shape() {
    return rows + "x" + columns + "x" + depth;
  }

  public double macs() {
    return (double) rows * columns * depth;
  }

  /// Codes of the inputs, row by row.
  public byte[] inputs() {
    byte[] codes = codes(activations, (long) rows * depth, 1);
    Random random = new Random(3);
    for (int i = 0; i < codes.length; i++) {
      if (random.nextDouble() < zeros || i % depth < dead * depth) {
        codes[i] = 0;
      }
    }
    return codes;
  }

  /// Codes of the weights, channel by channel.
  public byte[] weightCodes() {
    return codes(weights, (long) columns * depth, 2);
  }

  private static byte[] codes(ElemType.IntType type, long count, int seed) {
    byte[] codes = new byte[Math.toIntExact(count)];
    Random random = new Random(seed);
    int span = Math.toIntExact(type.max() - type.min() + 1);
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) (type.min() + random.nextInt(span));
    }
    return codes;
  }

  /// From 1 to 255; 1 where there are no groups.
  private long groupMultiplier(int column, int k) {
    return group == 0 ? 1 : 1 + (column * 37L + k / group * 101L) % 255;
  }

  private long bias(int column) {
    return (column * 37L) % 1000 - 500;
  }

  /// From sums to outputs that fill their range without being cut often.
  private double scale() {
    double width = Math.sqrt(depth) * activations.max() * weights.max() / 3;
    // The mean square of 1 to 255 is that of 148.
    double multiplier = group == 0 ? 1 : 148;
    return activations.max() / (3 * width * multiplier);
  }

  /// So that multipliers have 15 bits.
  private int shift() {
    return 13 - Math.getExponent(scale());
  }

  private long multiplier(int column) {
    return Math.round(scale() * (1L << shift())) + column % 7;
  }

  SealedProgram program() {
    ProgramBuilder builder = new ProgramBuilder("product");
    Encoding encoding = new Encoding.Affine(activations, 0);
    ElemType in = new ElemType.CodeType(encoding);
    ElemType stored = new ElemType.CodeType(new Encoding.Affine(weights, 0));
    Shape result = Shape.of(rows, columns);
    Value x =
        builder.parameter("x", new TensorType(in, Shape.of(rows, depth)), Parameter.Kind.INPUT);
    byte[] codes = weightCodes();
    Value w =
        builder.constant(
            "w",
            Tensor.generateInts(new TensorType(stored, Shape.of(columns, depth)), i -> codes[i]));
    Value sum = group == 0 ? contract(builder, x, w) : groups(builder, x, w);
    Value biased =
        builder.binary(
            Binary.Kind.ADD, sum, perColumn(builder, "bias", ElemType.S32, result, this::bias));
    Value multiplier = perColumn(builder, "multiplier", ElemType.S32, result, this::multiplier);
    Value shift = perColumn(builder, "shift", ElemType.U8, result, _ -> shift());
    builder.output("y", builder.add(new Requantize(biased, multiplier, shift, encoding)));
    return Sealer.seal(new CoreProgram(builder.build()));
  }

  private static Value contract(ProgramBuilder builder, Value x, Value w) {
    Einsum einsum = new Einsum(List.of("i", "e"), List.of("o", "e"), List.of("i", "o"));
    return builder.add(new Contract(x, w, einsum, Order.SERIAL, ElemType.S32));
  }

  /// Sums of groups, then these times the multipliers, as the quantizer writes them.
  private Value groups(ProgramBuilder builder, Value x, Value w) {
    int count = depth / group;
    Einsum inner =
        new Einsum(List.of("i", "g", "e"), List.of("o", "g", "e"), List.of("i", "o", "g"));
    Value parts =
        builder.add(
            new Contract(
                cut(builder, x, rows),
                cut(builder, w, columns),
                inner,
                Order.SERIAL,
                ElemType.S32));
    Tensor multipliers =
        Tensor.generateInts(
            new TensorType(ElemType.U8, Shape.of(columns, count)),
            i -> groupMultiplier(i / count, i % count * group));
    Einsum outer = new Einsum(inner.result(), List.of("o", "g"), List.of("i", "o"));
    Value factors = builder.constant("groups", multipliers);
    return builder.add(new Contract(parts, factors, outer, Order.SERIAL, ElemType.S32));
  }

  private Value cut(ProgramBuilder builder, Value value, int leading) {
    AffineIndex at =
        new AffineIndex(
            List.of(new AffineIndex.Term(1, group), new AffineIndex.Term(2, 1)), Dim.ZERO);
    List<Dim> extents = List.of(Dim.of(leading), Dim.of(depth / group), Dim.of(group));
    return builder.add(
        new View(value, new AccessMap(extents, List.of(AffineIndex.of(0), at), false)));
  }

  private interface OfColumn {
    long value(int column);
  }

  private Value perColumn(
      ProgramBuilder builder, String name, ElemType elem, Shape result, OfColumn values) {
    Tensor data = Tensor.generateInts(new TensorType(elem, Shape.of(columns)), values::value);
    return builder.broadcast(builder.constant(name, data), result, List.of(1));
  }

  /// The sum of products behind one output.
  public long sum(byte[] inputs, byte[] codes, int row, int column) {
    long sum = 0;
    for (int k = 0; k < depth; k++) {
      byte input = inputs[row * depth + k];
      long activation = activations.signed() ? input : input & 0xff;
      sum += activation * codes[column * depth + k] * groupMultiplier(column, k);
    }
    return sum;
  }

  /// The code of one output, computed as the number contract says.
  int expected(byte[] inputs, byte[] codes, int row, int column) {
    long sum = bias(column) + sum(inputs, codes, row, column);
    long scaled = sum * multiplier(column) + (1L << shift() - 1) >> shift();
    return (int) Math.clamp(scaled, activations.min(), activations.max());
  }

  /// Compares some rows of outputs with all their columns.
  void check(byte[] outputs) {
    byte[] inputs = inputs();
    byte[] codes = weightCodes();
    int checked = Math.min(rows, CHECKED_ROWS);
    for (int i = 0; i < checked; i++) {
      int row = i * (rows - 1) / Math.max(1, checked - 1);
      for (int column = 0; column < columns; column++) {
        Mismatch.check(
            "%s, row %d, column %d".formatted(shape(), row, column),
            (byte) expected(inputs, codes, row, column),
            outputs[row * columns + column]);
      }
    }
  }
}
