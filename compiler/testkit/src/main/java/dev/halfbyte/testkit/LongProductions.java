package dev.halfbyte.testkit;

import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Order;
import dev.halfbyte.ir.op.Reduce;
import java.util.List;
import java.util.Optional;

/// Reductions around and beyond a block of [Order#BLOCKS16]; few, as they take long to interpret.
final class LongProductions {
  private static final List<Integer> LENGTHS =
      List.of(
          Order.BLOCK,
          Order.BLOCK - 1,
          Order.BLOCK + 1,
          Order.BLOCK + 16,
          Order.BLOCK + 21,
          2 * Order.BLOCK + 3);
  private static final int RARE = 3;

  private LongProductions() {}

  static void reduce(Workbench bench) {
    Choices choices = bench.choices();
    if (!choices.oneIn(RARE)) {
      SelectionProductions.reduce(bench);
      return;
    }
    Dim length = Dim.of(choices.pick(LENGTHS));
    List<Dim> dims =
        switch (choices.below(3)) {
          case 0 -> List.of(length);
          case 1 -> List.of(Dim.of(2), length);
          default -> List.of(length, Dim.of(2));
        };
    Value x = input(bench, new Shape(dims), false);
    switch (choices.below(3)) {
      case 0 -> contract(bench, x, dims, length);
      case 1 -> SelectionProductions.reduce(bench, x, dims.indexOf(length));
      default -> sum(bench, x, dims.indexOf(length));
    }
  }

  private static void contract(Workbench bench, Value x, List<Dim> dims, Dim length) {
    Value w = input(bench, new Shape(List.of(length, Dim.of(3))), true);
    Einsum einsum =
        switch (dims.size()) {
          case 1 -> new Einsum(List.of("k"), List.of("k", "n"), List.of("n"));
          default ->
              dims.indexOf(length) == 1
                  ? new Einsum(List.of("m", "k"), List.of("k", "n"), List.of("m", "n"))
                  : new Einsum(List.of("k", "m"), List.of("k", "n"), List.of("m", "n"));
        };
    ContractProduction.add(bench, x, w, Optional.empty(), einsum);
  }

  /// A sum whose order can be seen: of floats, with nothing left out.
  private static void sum(Workbench bench, Value x, int axis) {
    if (Workbench.isFloat(bench.type(x))) {
      Order order = bench.choices().pick(List.of(Order.BLOCKS16, Order.LANES16));
      bench.add(
          new Reduce(Reduce.Kind.SUM, x, Optional.empty(), List.of(axis), order, ElemType.F32));
    } else {
      SelectionProductions.reduce(bench, x, axis);
    }
  }

  private static Value input(Workbench bench, Shape shape, boolean weights) {
    boolean floats =
        bench.options().floats()
            && (!bench.options().integers() || bench.values(Workbench::isFloat).size() % 2 == 0);
    ElemType elem =
        floats
            ? ElemType.F32
            : weights
                ? new ElemType.CodeType(bench.encodings().affine(false))
                : bench.choices().pick(List.of(ElemType.S8, ElemType.S16, ElemType.U4));
    return bench.parameter(new TensorType(elem, shape), Parameter.Kind.INPUT);
  }
}
