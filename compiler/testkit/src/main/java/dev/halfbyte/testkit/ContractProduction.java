package dev.halfbyte.testkit;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Contractions over any mix of reduced, batch and free indices.
final class ContractProduction {
  /// Half of the axes are reduced: the order of a float sum needs two to be seen.
  private static final List<Integer> ROLES = List.of(0, 0, 1, 2);

  private final Workbench bench;
  private final Value left;
  private final List<String> leftLabels = new ArrayList<>();
  private final List<String> rightLabels = new ArrayList<>();
  private final List<String> resultLabels = new ArrayList<>();
  private final List<Dim> rightDims = new ArrayList<>();
  private final List<Dim> resultDims = new ArrayList<>();

  private ContractProduction(Workbench bench, Value left) {
    this.bench = bench;
    this.left = left;
  }

  static void apply(Workbench bench) {
    bench
        .find(type ->
            type.shape().rank() > 0
                && (Workbench.isStored(type)
                    || (bench.options().floats() && Workbench.isFloat(type))))
        .ifPresent(left -> new ContractProduction(bench, moved(bench, left)).add());
  }

  /// `left`, or a transpose of it: rewrites move transposes into contractions.
  private static Value moved(Workbench bench, Value left) {
    boolean moves = bench.shape(left).rank() > 1 && bench.choices().oneIn(3);
    return moves ? MovementProductions.transposed(bench, left) : left;
  }

  private void add() {
    Shape shape = bench.shape(left);
    for (int axis = 0; axis < shape.rank(); axis++) {
      label(axis == shape.rank() - 1 ? 0 : bench.choices().pick(ROLES), shape.dim(axis));
    }
    for (int more = bench.choices().below(3); more > 0; more--) {
      String name = "r" + more;
      Dim extent = bench.extent();
      insert(rightLabels, rightDims, name, extent);
      insert(resultLabels, resultDims, name, extent);
    }
    Shape right = new Shape(rightDims);
    Shape result = new Shape(resultDims);
    if (bench.isSmall(right) && bench.isSmall(result)) {
      contract(right);
    }
  }

  /// Role 0 reduces, 1 keeps, 2 keeps in both operands.
  private void label(int role, Dim extent) {
    String name = "l" + leftLabels.size();
    leftLabels.add(name);
    if (role != 1) {
      insert(rightLabels, rightDims, name, extent);
    }
    if (role != 0) {
      insert(resultLabels, resultDims, name, extent);
    }
  }

  private void insert(List<String> labels, List<Dim> dims, String name, Dim extent) {
    int at = labels.size() - bench.choices().below(labels.size() + 1);
    labels.add(at, name);
    dims.add(at, extent);
  }

  private void contract(Shape shape) {
    Einsum einsum = new Einsum(leftLabels, rightLabels, resultLabels);
    Optional<Value> mask =
        bench.choices().oneIn(4)
            ? Optional.of(SelectionProductions.predicate(bench, left))
            : Optional.empty();
    ElemType elem = Workbench.isFloat(bench.type(left)) ? ElemType.F32 : bench.encodings().stored();
    add(bench, left, right(new TensorType(elem, shape)), mask, einsum);
  }

  /// Into the first accumulator that holds the sums, if one does.
  static void add(Workbench bench, Value left, Value right, Optional<Value> mask, Einsum einsum) {
    Order order = bench.choices().pick(List.of(Order.SERIAL, Order.LANES16));
    if (Workbench.isFloat(bench.type(left))) {
      bench.add(new Contract(left, right, mask, einsum, order, ElemType.F32));
      return;
    }
    for (ElemType.IntType accumulator : List.of(ElemType.S32, ElemType.S64)) {
      Contract contract = new Contract(left, right, mask, einsum, order, accumulator);
      if (bench.exact(contract).fits(accumulator)) {
        bench.add(contract);
        return;
      }
    }
  }

  private Value right(TensorType type) {
    return bench.choices().oneIn(3)
        ? bench.find(type::equals).orElseGet(() -> bench.operand(type))
        : bench.operand(type);
  }
}
