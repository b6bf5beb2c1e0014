package dev.halfbyte.testkit;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The encodings and constants of one network: which codes its array takes is drawn once, as an
/// accelerator has one array.
final class NetworkNumbers {
  private static final List<IntType> BYTES =
      List.of(ElemType.S8, ElemType.U8, ElemType.S4, ElemType.U4);
  private static final List<IntType> NIBBLES =
      List.of(ElemType.S4, ElemType.U4, new IntType(3, true), new IntType(2, false));
  private static final List<TableFamily> TABLES =
      List.of(
          TableFamily.FP4,
          TableFamily.LOG2,
          TableFamily.LOG_SQRT2,
          TableFamily.LOG2_SHORT,
          TableFamily.BINARY,
          TableFamily.TERNARY,
          TableFamily.FITTED);
  private static final List<Encoding> NARROW_WEIGHTS =
      List.of(
          new Encoding.Affine(ElemType.S4, 0),
          new Encoding.Affine(ElemType.U4, 8),
          TableFamily.TERNARY.encoding(),
          TableFamily.BINARY.encoding(),
          TableFamily.FITTED.encoding());
  private static final List<Encoding> WIDE_WEIGHTS =
      List.of(
          new Encoding.Affine(ElemType.S8, 0),
          new Encoding.Affine(ElemType.U8, 128),
          new Encoding.Affine(ElemType.U4, 3),
          TableFamily.FP4.encoding());

  /// What the array multiplies weights by.
  private enum Operands {
    /// Affine codes of 8 bits.
    BYTES,
    /// Affine codes of 4 bits.
    NIBBLES,
    /// Entries of tables.
    TABLES
  }

  private final Workbench bench;
  private final Operands operands;
  private final boolean wideWeights;

  NetworkNumbers(Workbench bench) {
    this.bench = bench;
    this.operands = bench.choices().pick(List.of(Operands.values()));
    this.wideWeights = bench.choices().oneIn(4);
  }

  private Choices choices() {
    return bench.choices();
  }

  /// The 16-bit codes that a residual stream is made of.
  Encoding.Affine stream() {
    return new Encoding.Affine(ElemType.S16, choices().oneIn(6) ? -7 : 0);
  }

  /// Codes that the array takes, or that a table turns into such.
  Encoding.Affine codes() {
    List<IntType> storages =
        switch (operands) {
          case BYTES, TABLES -> BYTES;
          case NIBBLES -> NIBBLES;
        };
    IntType storage = choices().pick(storages);
    long zero = choices().oneIn(2) ? storage.min() + choices().below(1 << storage.bits()) : 0;
    return new Encoding.Affine(storage, zero);
  }

  Encoding.Affine any() {
    return choices().oneIn(4) ? stream() : codes();
  }

  Encoding weights() {
    return choices().pick(wideWeights ? WIDE_WEIGHTS : NARROW_WEIGHTS);
  }

  static boolean isAffine(TensorType type) {
    return type.elem() instanceof ElemType.CodeType(Encoding encoding)
        && encoding instanceof Encoding.Affine;
  }

  /// Whether these are affine codes of at most 8 bits.
  static boolean isTableIndex(TensorType type) {
    return isAffine(type)
        && ElemType.storage(type.elem()).filter(storage -> storage.bits() <= 8).isPresent();
  }

  /// `codes` as the array of this network takes them: through a table where it has to be.
  Value feed(Value codes) {
    boolean tables =
        switch (operands) {
          case BYTES -> choices().oneIn(12);
          case NIBBLES -> bits(codes) > 4;
          case TABLES -> true;
        };
    if (!tables) {
      return codes;
    }
    boolean affine = operands == Operands.NIBBLES && !choices().oneIn(3);
    return lookup(codes, affine ? codes() : choices().pick(TABLES).encoding());
  }

  private int bits(Value codes) {
    return ElemType.storage(bench.type(codes).elem()).orElseThrow().bits();
  }

  Value lookup(Value codes, Encoding encoding) {
    TensorType type = new TensorType(new ElemType.CodeType(encoding), Shape.of(1L << bits(codes)));
    return bench.add(new Lookup(codes, bench.constant(bench.data().of(type))));
  }

  /// The numbers of affine codes, by a table where there are few.
  Value decoded(Value codes) {
    Encoding encoding = ((ElemType.CodeType) bench.type(codes).elem()).encoding();
    if (bits(codes) > Byte.SIZE || choices().oneIn(4)) {
      return bench.add(new Cast(codes, ElemType.S32));
    }
    TensorType type = new TensorType(ElemType.S16, Shape.of(1L << bits(codes)));
    long least = encoding.storage().min();
    Value table = bench.constant(Tensor.generateInts(type, i -> encoding.decode(least + i)));
    return bench.add(new Lookup(codes, table));
  }

  /// A 16-bit multiplier; the least one makes ties.
  long multiplier() {
    return (1L << 15) + (choices().oneIn(3) ? choices().below(1 << 15) : 0);
  }

  /// One constant for all elements.
  Value scalar(IntType type, long value, Shape shape) {
    Tensor scalar = Tensor.ofInts(new TensorType(type, Shape.SCALAR), value);
    return bench.broadcast(bench.constant(scalar), shape);
  }

  /// Constants from `least` on, below `least + spread`, one for each column.
  ///
  /// @param columns how many trailing axes of `shape` the columns are
  Value perColumn(IntType type, long least, int spread, Shape shape, int columns) {
    SplittableRandom random = new SplittableRandom(choices().below(1 << 16));
    List<Integer> axes = new ArrayList<>();
    List<Dim> extents = new ArrayList<>();
    for (int axis = shape.rank() - columns; axis < shape.rank(); axis++) {
      axes.add(axis);
      extents.add(shape.dim(axis));
    }
    TensorType vector = new TensorType(type, new Shape(extents));
    Tensor data = Tensor.generateInts(vector, _ -> least + random.nextInt(spread));
    return bench.view(bench.constant(data), AccessMap.broadcast(shape, axes));
  }
}
