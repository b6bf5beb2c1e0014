package dev.halfbyte.testkit;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Contractions whose extents lie around the tiles of the targets, and sums of groups.
final class TileProductions {
  /// Around the rows of the tiles, 8 and 12, and two of them.
  private static final List<Integer> ROWS = List.of(1, 7, 8, 9, 11, 12, 13, 16, 17, 24, 25);

  /// Around the columns of the tiles, 16 and 32.
  private static final List<Integer> COLUMNS = List.of(1, 5, 15, 16, 17, 31, 32, 33);

  /// Around what a tile reduces in one step, 4 and 16.
  private static final List<Integer> DEPTHS = List.of(1, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33, 64, 0);

  /// Of sums that leave 16 bits.
  private static final List<Integer> LONG_DEPTHS = List.of(128, 257, 65);

  private static final List<Integer> GROUPS = List.of(2, 1, 3, 4);
  private static final List<Integer> OF_GROUP = List.of(4, 1, 3, 8, 16, 17, 32);
  private static final int LARGEST_FACTOR = 255;
  private static final int FACTOR_AXES = 2;

  private TileProductions() {}

  static void contract(Workbench bench) {
    Choices choices = bench.choices();
    boolean batched = choices.oneIn(5);
    List<String> left = new ArrayList<>(List.of("m", "k"));
    List<String> right = new ArrayList<>(List.of("n", "k"));
    List<String> result = new ArrayList<>(List.of("m", "n"));
    List<Dim> leftDims = new ArrayList<>(List.of(rows(bench), Dim.of(choices.pick(DEPTHS))));
    List<Dim> rightDims =
        new ArrayList<>(List.of(Dim.of(choices.pick(COLUMNS)), leftDims.getLast()));
    turn(choices, left, leftDims);
    turn(choices, right, rightDims);
    if (choices.oneIn(4)) {
      result = new ArrayList<>(result.reversed());
    }
    if (batched) {
      insert(choices, left, leftDims);
      insert(choices, right, rightDims);
      result.add(choices.below(result.size() + 1), "b");
    }
    boolean floats = bench.options().floats() && (!bench.options().integers() || choices.oneIn(3));
    Value x = operand(bench, floats, leftDims);
    Value w = operand(bench, floats, rightDims);
    Optional<Value> mask =
        choices.oneIn(4)
            ? Optional.of(
                choices.oneIn(2)
                    ? bench.add(causal(leftDims, left.indexOf("m"), left.indexOf("k")))
                    : SelectionProductions.predicate(bench, x))
            : Optional.empty();
    ContractProduction.add(bench, x, w, mask, new Einsum(left, right, result));
  }

  /// Long sums of weights that all have one sign and the largest magnitude: partial sums in few
  /// bits must hold them.
  static void deep(Workbench bench) {
    Choices choices = bench.choices();
    Dim depth = Dim.of(choices.pick(LONG_DEPTHS));
    Dim columns = Dim.of(choices.pick(COLUMNS));
    ElemType activation = new ElemType.CodeType(bench.encodings().affine(false));
    TensorType rows = new TensorType(activation, new Shape(List.of(rows(bench), depth)));
    Value x = bench.parameter(rows, Parameter.Kind.INPUT);
    Encoding.Affine encoding =
        choices.oneIn(2) ? bench.encodings().affine(false) : new Encoding.Affine(ElemType.S4, 0);
    TensorType weights =
        new TensorType(new ElemType.CodeType(encoding), new Shape(List.of(columns, depth)));
    IntType codes = encoding.storage();
    long end = choices.below(2) == 0 ? codes.min() : codes.max();
    Value w = bench.constant(Tensor.generateInts(weights, _ -> end));
    Einsum einsum = new Einsum(List.of("m", "k"), List.of("n", "k"), List.of("m", "n"));
    ContractProduction.add(bench, x, w, Optional.empty(), einsum);
  }

  private static Dim rows(Workbench bench) {
    return bench.options().symbolic() && bench.choices().oneIn(3)
        ? Dim.symbol(bench.choices().pick(List.copyOf(bench.dims().keySet())))
        : Dim.of(bench.choices().pick(ROWS));
  }

  private static void turn(Choices choices, List<String> labels, List<Dim> dims) {
    if (choices.oneIn(4)) {
      labels.add(labels.removeFirst());
      dims.add(dims.removeFirst());
    }
  }

  private static void insert(Choices choices, List<String> labels, List<Dim> dims) {
    int at = choices.below(labels.size() + 1);
    labels.add(at, "b");
    dims.add(at, Dim.of(2));
  }

  private static Value operand(Workbench bench, boolean floats, List<Dim> dims) {
    ElemType elem = floats ? ElemType.F32 : bench.encodings().stored();
    TensorType type = new TensorType(elem, new Shape(dims));
    return bench.choices().oneIn(2)
        ? bench.operand(type)
        : bench.parameter(type, Parameter.Kind.INPUT);
  }

  /// True where the row is not before the depth, or a little before.
  private static Mask causal(List<Dim> dims, int row, int depth) {
    List<AffineIndex.Term> terms =
        List.of(new AffineIndex.Term(row, 1), new AffineIndex.Term(depth, -1));
    return new Mask(dims, List.of(new AffineIndex(terms, Dim.of(3))));
  }

  private static Value given(Workbench bench, ElemType elem, Dim groups, Dim size) {
    Shape shape = new Shape(List.of(rows(bench), groups, size));
    return bench.parameter(new TensorType(elem, shape), Parameter.Kind.INPUT);
  }

  /// Rows whose groups follow each other in one axis.
  private static Value cut(Workbench bench, ElemType elem, Dim groups, Dim size) {
    Dim rows = rows(bench);
    Shape shape = new Shape(List.of(rows, groups.times(size)));
    Value whole = bench.parameter(new TensorType(elem, shape), Parameter.Kind.INPUT);
    AffineIndex at =
        new AffineIndex(
            List.of(new AffineIndex.Term(1, size.fixed()), new AffineIndex.Term(2, 1)), Dim.ZERO);
    List<AffineIndex> indices = List.of(AffineIndex.of(0), at);
    return bench.add(new View(whole, new AccessMap(List.of(rows, groups, size), indices, false)));
  }

  /// The sum over groups as a contraction with bytes, as quantized weights have it.
  private static void contractGroups(Workbench bench, Value sums, Dim columns, Dim groups) {
    TensorType bytes = new TensorType(ElemType.U8, new Shape(List.of(columns, groups)));
    Value factors = bench.constant(bench.data().of(bytes));
    Einsum einsum = new Einsum(List.of("m", "n", "g"), List.of("n", "g"), List.of("m", "n"));
    Contract narrow = new Contract(sums, factors, einsum, Order.SERIAL, ElemType.S32);
    Contract wide = new Contract(sums, factors, einsum, Order.SERIAL, ElemType.S64);
    boolean fits = bench.exact(narrow).fits(ElemType.S32) && !bench.choices().oneIn(4);
    RequantizeProductions.channels(bench, bench.add(fits ? narrow : wide));
  }

  /// Scales of groups in two levels: sums of groups times small integers, then one scale a row.
  static void groups(Workbench bench) {
    Choices choices = bench.choices();
    Dim groups = Dim.of(choices.pick(GROUPS));
    Dim size = Dim.of(choices.pick(OF_GROUP));
    Dim columns = Dim.of(choices.pick(COLUMNS));
    ElemType activation = new ElemType.CodeType(bench.encodings().any());
    ElemType weight = new ElemType.CodeType(bench.encodings().any());
    Value x =
        choices.oneIn(2)
            ? cut(bench, activation, groups, size)
            : given(bench, activation, groups, size);
    TensorType weights = new TensorType(weight, new Shape(List.of(columns, groups, size)));
    Value w = bench.constant(bench.data().of(weights));
    Einsum einsum =
        new Einsum(List.of("m", "g", "k"), List.of("n", "g", "k"), List.of("m", "n", "g"));
    Contract contract = new Contract(x, w, einsum, Order.SERIAL, ElemType.S32);
    if (!bench.exact(contract).fits(ElemType.S32)) {
      return;
    }
    Value sums = bench.add(contract);
    if (choices.oneIn(2)) {
      contractGroups(bench, sums, columns, groups);
      return;
    }
    if (choices.oneIn(4)) {
      sums = bench.add(new Cast(sums, ElemType.S64));
    }
    IntType type = ElemType.storage(bench.type(sums).elem()).orElseThrow();
    Value factors =
        new Scales(bench).along(bench.shape(sums), FACTOR_AXES, type, 1, LARGEST_FACTOR);
    Binary scaled = new Binary(Binary.Kind.MUL, sums, factors);
    if (!bench.exact(scaled).fits(type)) {
      return;
    }
    Value each = bench.add(scaled);
    Reduce total =
        new Reduce(Reduce.Kind.SUM, each, Optional.empty(), List.of(2), Order.SERIAL, type);
    if (bench.exact(total).fits(type)) {
      RequantizeProductions.channels(bench, bench.add(total));
    }
  }
}
