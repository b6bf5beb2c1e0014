package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.passes.rewrite.MovementRules;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.exact.Rational;
import dev.halfbyte.quant.integerize.Real.Divided;
import dev.halfbyte.quant.integerize.Real.Scaled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Values over an integer of their row: what a softmax that is normalised late gives, and
/// contractions of it.
final class DividedForms {
  private final IntegerState state;

  DividedForms(IntegerState state) {
    this.state = state;
  }

  /// `left / right`, where `right` repeats integers that are proven positive.
  Optional<Divided> quotient(Scaled left, Scaled right) {
    if (state.copy.definition(right.integers()).orElse(null) instanceof View(Value rows, var map)
        && isPositive(rows)
        && ExactNumbers.of(Rational.ONE).equals(right.scale())) {
      return Optional.of(new Divided(left, rows, map));
    }
    return Optional.empty();
  }

  /// Whether `integers` is a maximum with a positive constant.
  private boolean isPositive(Value integers) {
    return state.copy.definition(integers).orElse(null)
            instanceof Binary(var kind, var _, Value least)
        && kind == Binary.Kind.MAX
        && constant(least).filter(DividedForms::allPositive).isPresent();
  }

  private Optional<Tensor> constant(Value value) {
    return state.copy.definition(value).orElse(null) instanceof View(Value source, var _)
        ? constant(source)
        : state.copy.data(value);
  }

  private static boolean allPositive(Tensor data) {
    for (int i = 0; i < data.count(); i++) {
      if (data.longAt(i) < 1) {
        return false;
      }
    }
    return data.count() > 0;
  }

  /// A contraction whose operand on one side was divided; `product` is that of the numerators.
  Real contracted(Node node, Divided divided, List<String> labels, Einsum einsum, Real product) {
    if (!(product instanceof Scaled numerator)) {
      return product;
    }
    List<AffineIndex> indices = new ArrayList<>();
    for (AffineIndex index : divided.rows().indices()) {
      List<AffineIndex.Term> terms = new ArrayList<>();
      for (AffineIndex.Term term : index.terms()) {
        int position = einsum.result().indexOf(labels.get(term.position()));
        if (position < 0) {
          return state.unknown(
              node, "it sums over rows of a softmax that is normalised late; choose `norm early`");
        }
        terms.add(new AffineIndex.Term(position, term.coefficient()));
      }
      indices.add(new AffineIndex(terms, index.constant()));
    }
    List<Dim> extents = state.copy.type(numerator.integers()).shape().dims();
    AccessMap rows = new AccessMap(extents, indices, false);
    return new Divided(numerator, divided.denominators(), rows);
  }

  /// A view of a divided value; `numerator` is that of the numerators.
  Real viewed(Node node, Divided divided, AccessMap map, Real numerator) {
    if (!(numerator instanceof Scaled scaled)) {
      return numerator;
    }
    return map.padded()
        ? state.unknown(node, "it pads a softmax that is normalised late; choose `norm early`")
        : new Divided(scaled, divided.denominators(), MovementRules.composed(divided.rows(), map));
  }

  /// A reshaped divided value, likewise. Rows that stay rows keep one denominator each; else every
  /// element gets its own.
  Real reshaped(Divided divided, Shape shape, Real numerator) {
    if (!(numerator instanceof Scaled scaled)) {
      return numerator;
    }
    AccessMap rows = divided.rows();
    int rank = rows.extents().size();
    boolean plain =
        rows.equals(AccessMap.broadcast(rows.shape(), leading(rank - 1)))
            && shape.rank() > 0
            && shape.dims().getLast().equals(rows.extents().getLast());
    if (plain) {
      Shape sums = new Shape(shape.dims().subList(0, shape.rank() - 1));
      Value denominators = state.copy.add(new Reshape(divided.denominators(), sums));
      return over(scaled, denominators, shape, leading(shape.rank() - 1));
    }
    Value whole = state.copy.add(new View(divided.denominators(), rows));
    Value denominators = state.copy.add(new Reshape(whole, shape));
    return over(scaled, denominators, shape, leading(shape.rank()));
  }

  private static Divided over(
      Scaled numerator, Value denominators, Shape shape, List<Integer> axes) {
    return new Divided(numerator, denominators, AccessMap.broadcast(shape, axes));
  }

  private static List<Integer> leading(int axes) {
    return IntStream.range(0, axes).boxed().toList();
  }
}
