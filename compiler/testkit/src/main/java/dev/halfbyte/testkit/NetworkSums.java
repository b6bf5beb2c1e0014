package dev.halfbyte.testkit;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A product of an activation with constant weights, or rows that become one, from the contraction
/// or reduction to the codes it becomes.
final class NetworkSums {
  private static final List<Integer> WIDTHS =
      List.of(2, 1, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 40);

  private final Workbench bench;
  private final NetworkNumbers numbers;
  private Value sums;

  /// How many trailing axes of the sums only the weights have.
  private final int columns;

  /// Whether one scale for all columns has to follow, as behind a bound.
  private boolean bounded;

  private NetworkSums(Workbench bench, NetworkNumbers numbers, Value sums, int columns) {
    this.bench = bench;
    this.numbers = numbers;
    this.sums = sums;
    this.columns = columns;
  }

  /// Reduces all axes of `activation` but the first `rows`.
  static NetworkSums product(Workbench bench, NetworkNumbers numbers, Value activation, int rows) {
    Choices choices = bench.choices();
    Shape shape = bench.shape(activation);
    List<String> left = new ArrayList<>();
    List<String> right = new ArrayList<>();
    List<Dim> extents = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      left.add((axis < rows ? "m" : "k") + axis);
      if (axis >= rows) {
        right.add(left.get(axis));
        extents.add(shape.dim(axis));
      }
    }
    List<String> result = new ArrayList<>(left.subList(0, rows));
    int width = choices.pick(WIDTHS);
    boolean grouped = rows == 1 && width % 2 == 0 && choices.oneIn(6);
    List<Integer> widths = grouped ? List.of(2, width / 2) : List.of(width);
    for (int column = 0; column < widths.size(); column++) {
      int at = choices.below(right.size() + 1);
      right.add(at, "n" + column);
      extents.add(at, Dim.of(widths.get(column)));
      result.add("n" + column);
    }
    TensorType type = new TensorType(new ElemType.CodeType(numbers.weights()), new Shape(extents));
    Value weights = bench.constant(bench.data().of(type));
    IntType accumulator = choices.oneIn(8) ? ElemType.S64 : ElemType.S32;
    Contract contract =
        choices.oneIn(4)
            ? new Contract(
                weights, activation, new Einsum(right, left, result), Order.SERIAL, accumulator)
            : new Contract(
                activation, weights, new Einsum(left, right, result), Order.SERIAL, accumulator);
    return new NetworkSums(bench, numbers, bench.add(contract), widths.size());
  }

  /// Reduces one axis of `codes`, which has one scale for all columns behind it.
  static NetworkSums reduced(Workbench bench, NetworkNumbers numbers, Value codes, int axis) {
    Shape shape = bench.shape(codes);
    List<Integer> order = new ArrayList<>();
    for (int kept = 0; kept < shape.rank(); kept++) {
      if (kept != axis) {
        order.add(kept);
      }
    }
    order.add(axis);
    Value moved = bench.add(new View(codes, AccessMap.transpose(shape, order)));
    Reduce.Kind kind = bench.choices().pick(List.of(Reduce.Kind.values()));
    Value reduced =
        bench.add(
            new Reduce(
                kind,
                numbers.decoded(moved),
                Optional.empty(),
                List.of(shape.rank() - 1),
                Order.SERIAL,
                ElemType.S32));
    NetworkSums sums = new NetworkSums(bench, numbers, reduced, shape.rank() - 1);
    sums.bounded = true;
    return sums;
  }

  /// Codes of the sums, after a bias and bounds.
  Value finish() {
    bias();
    if (bench.choices().oneIn(3)) {
      bound();
      if (bench.choices().oneIn(4)) {
        bias();
      }
    }
    cast();
    Optional<Value> residual =
        !bounded && bench.choices().oneIn(3)
            ? bench.find(
                type -> NetworkNumbers.isAffine(type) && type.shape().equals(bench.shape(sums)))
            : Optional.empty();
    return residual.map(this::add).orElseGet(this::requantize);
  }

  private IntType type() {
    return ElemType.storage(bench.type(sums).elem()).orElseThrow();
  }

  private int bits() {
    return RequantizeProductions.magnitude(bench.decoded(sums)).bitLength();
  }

  private void bias() {
    if (bench.choices().oneIn(3) || bits() > 30) {
      return;
    }
    int spread = 1 << Math.clamp(bits() - 2, 1, 20);
    long least = -spread / 2;
    boolean each = !bounded && bench.choices().oneIn(2);
    Value addend =
        each
            ? numbers.perColumn(type(), least, spread, bench.shape(sums), columns)
            : numbers.scalar(type(), least + bench.choices().below(spread), bench.shape(sums));
    sums =
        bench.add(
            switch (bench.choices().below(3)) {
              case 0 -> new Binary(Binary.Kind.ADD, sums, addend);
              case 1 -> new Binary(Binary.Kind.ADD, addend, sums);
              default -> new Binary(Binary.Kind.SUB, sums, addend);
            });
  }

  private void bound() {
    bounded = true;
    int spread = 1 << Math.clamp(bits() - 1, 1, 20);
    for (Binary.Kind kind : List.of(Binary.Kind.MAX, Binary.Kind.MIN)) {
      boolean upper = kind == Binary.Kind.MIN;
      if (upper && !bench.choices().oneIn(2)) {
        return;
      }
      long least = bench.choices().oneIn(2) ? -bench.choices().below(spread) : 0;
      Value limit = numbers.scalar(type(), upper ? least + spread : least, bench.shape(sums));
      boolean first = bench.choices().oneIn(2);
      sums = bench.add(new Binary(kind, first ? limit : sums, first ? sums : limit));
    }
  }

  private void cast() {
    if (type().equals(ElemType.S32) && bench.choices().oneIn(10)) {
      sums = bench.add(new Cast(sums, ElemType.S64));
    }
  }

  private Value requantize() {
    Encoding.Affine encoding = numbers.any();
    Value multiplier = multiplier();
    Value shift = shift(encoding, bits());
    return bench.add(new Requantize(sums, multiplier, shift, encoding));
  }

  private Value add(Value residual) {
    Encoding.Affine encoding = bench.choices().oneIn(3) ? numbers.codes() : numbers.stream();
    int most =
        Math.max(bits(), RequantizeProductions.magnitude(bench.decoded(residual)).bitLength());
    Value ofSums = multiplier();
    Value ofResidual = numbers.scalar(ElemType.S32, numbers.multiplier(), bench.shape(sums));
    Value shift = shift(encoding, most);
    boolean residualFirst = bench.choices().oneIn(3);
    return bench.add(
        residualFirst
            ? new RequantizeAdd(residual, ofResidual, sums, ofSums, shift, encoding)
            : new RequantizeAdd(sums, ofSums, residual, ofResidual, shift, encoding));
  }

  private boolean eachColumn() {
    return !bounded && bench.choices().oneIn(2);
  }

  private Value multiplier() {
    return eachColumn()
        ? numbers.perColumn(ElemType.S32, 1 << 15, 1 << 15, bench.shape(sums), columns)
        : numbers.scalar(ElemType.S32, numbers.multiplier(), bench.shape(sums));
  }

  /// Shifts that bring `bits` bits to those of the codes, or leave a few too many to be clamped.
  private Value shift(Encoding.Affine encoding, int bits) {
    int most = Math.clamp(16L + bits - encoding.storage().bits(), 1, 44);
    int shift = Math.max(1, most - bench.choices().below(5));
    return eachColumn()
        ? numbers.perColumn(ElemType.U8, shift, 3, bench.shape(sums), columns)
        : numbers.scalar(ElemType.U8, shift, bench.shape(sums));
  }
}
