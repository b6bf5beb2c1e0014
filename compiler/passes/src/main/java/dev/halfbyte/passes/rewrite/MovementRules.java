package dev.halfbyte.passes.rewrite;

import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.Einsum;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Rules about places: movement that can be composed, absorbed or dropped.
public final class MovementRules {
  private MovementRules() {}

  /// All rules of the family, in the order in which they are tried.
  public static List<Rule> all() {
    return List.of(
        new Rule(
            "view-identity",
            "a view of everything in place -> its operand",
            MovementRules::viewIdentity),
        new Rule("view-view", "view(view(x)) -> view(x)", MovementRules::viewView),
        new Rule(
            "reshape-same", "reshape to the same shape -> its operand", MovementRules::reshapeSame),
        new Rule(
            "reshape-reshape", "reshape(reshape(x)) -> reshape(x)", MovementRules::reshapeReshape),
        new Rule("concat-one", "concat of one part -> the part", MovementRules::concatOne),
        new Rule(
            "contract-transpose",
            "contract(transpose(x), y) -> contract(x, y) with permuted labels",
            MovementRules::contractTranspose));
  }

  /// ```
  /// %1 = view %x [i0, i1]      %x
  /// ```
  private static Optional<Rule.Rewrite> viewIdentity(Node node, Rewriter copy) {
    if (!(node.op() instanceof View(Value operand, AccessMap map))) {
      return Optional.empty();
    }
    Shape shape = copy.type(operand).shape();
    return shape.equals(map.shape()) && permutation(map).equals(Optional.of(identity(shape.rank())))
        ? Optional.of(() -> operand)
        : Optional.empty();
  }

  /// ```
  /// %1 = view %x [i1, i0]
  /// %2 = view %1 [i0, 2*i1]    %2 = view %x [2*i1, i0]
  /// ```
  ///
  /// Only without padding: a padded outer view would lose where the inner one ends.
  private static Optional<Rule.Rewrite> viewView(Node node, Rewriter copy) {
    if (node.op() instanceof View(Value middle, AccessMap outer)
        && !outer.padded()
        && copy.definition(middle).orElse(null) instanceof View(Value operand, AccessMap inner)) {
      try {
        AccessMap map = composed(inner, outer);
        return Optional.of(() -> copy.add(new View(operand, map)));
      } catch (ArithmeticException beyondLong) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// The map of a view through `outer`, which does not pad, of a view through `inner`.
  public static AccessMap composed(AccessMap inner, AccessMap outer) {
    List<AffineIndex> indices =
        inner.indices().stream().map(i -> substitute(i, outer.indices())).toList();
    return new AccessMap(outer.extents(), indices, inner.padded());
  }

  /// ```
  /// %1 = reshape %x: [4, 2] to [4, 2]   %x
  /// ```
  private static Optional<Rule.Rewrite> reshapeSame(Node node, Rewriter copy) {
    return node.op() instanceof Reshape(Value operand, Shape shape)
            && copy.type(operand).shape().equals(shape)
        ? Optional.of(() -> operand)
        : Optional.empty();
  }

  /// ```
  /// %1 = reshape %x: [4, 2]
  /// %2 = reshape %1: [8]       %2 = reshape %x: [8]
  /// ```
  private static Optional<Rule.Rewrite> reshapeReshape(Node node, Rewriter copy) {
    if (node.op() instanceof Reshape(Value middle, Shape shape)
        && copy.definition(middle).orElse(null) instanceof Reshape(Value operand, Shape _)) {
      return Optional.of(() -> copy.add(new Reshape(operand, shape)));
    }
    return Optional.empty();
  }

  /// ```
  /// %1 = concat [%x], axis 0   %x
  /// ```
  private static Optional<Rule.Rewrite> concatOne(Node node, Rewriter copy) {
    return node.op() instanceof Concat(List<Value> parts, int _) && parts.size() == 1
        ? Optional.of(parts::getFirst)
        : Optional.empty();
  }

  /// ```
  /// %1 = view %x [i1, i0]
  /// %2 = contract %1, %y {m k, k n -> m n}     %2 = contract %x, %y {k m, k n -> m n}
  /// ```
  ///
  /// Only where the reduced labels keep their order, which is the order of a float sum; a left
  /// operand stays as its mask is.
  private static Optional<Rule.Rewrite> contractTranspose(Node node, Rewriter copy) {
    if (!(node.op()
        instanceof Contract(Value left, Value right, var mask, Einsum e, var order, var acc))) {
      return Optional.empty();
    }
    Optional<Transposed> newLeft =
        mask.isPresent() ? Optional.empty() : transposed(left, e.left(), copy);
    Optional<Transposed> newRight = transposed(right, e.right(), copy);
    if (newLeft.isEmpty() && newRight.isEmpty()) {
      return Optional.empty();
    }
    Transposed l = newLeft.orElse(new Transposed(left, e.left()));
    Transposed r = newRight.orElse(new Transposed(right, e.right()));
    Einsum labels = new Einsum(l.labels, r.labels, e.result());
    return labels.reduced().equals(e.reduced())
        ? Optional.of(() -> copy.add(new Contract(l.value, r.value, mask, labels, order, acc)))
        : Optional.empty();
  }

  private record Transposed(Value value, List<String> labels) {}

  private static Optional<Transposed> transposed(Value value, List<String> labels, Rewriter copy) {
    if (!(copy.definition(value).orElse(null) instanceof View(Value operand, AccessMap map))
        || labels.size() != copy.type(operand).shape().rank()) {
      return Optional.empty();
    }
    Shape source = copy.type(operand).shape();
    return permutation(map)
        .filter(p -> sameExtents(source, map, p))
        .map(p -> new Transposed(operand, p.stream().map(labels::get).toList()));
  }

  private static boolean sameExtents(Shape source, AccessMap map, List<Integer> permutation) {
    for (int axis = 0; axis < source.rank(); axis++) {
      if (!source.dim(axis).equals(map.extents().get(permutation.get(axis)))) {
        return false;
      }
    }
    return true;
  }

  /// The output axis that each operand axis becomes, where the map is a permutation of all axes.
  private static Optional<List<Integer>> permutation(AccessMap map) {
    List<Integer> axes = new ArrayList<>();
    for (AffineIndex index : map.indices()) {
      if (index.terms().size() != 1
          || index.terms().getFirst().coefficient() != 1
          || !index.constant().equals(Dim.ZERO)) {
        return Optional.empty();
      }
      axes.add(index.terms().getFirst().position());
    }
    boolean complete =
        axes.size() == map.extents().size() && axes.stream().distinct().count() == axes.size();
    return complete ? Optional.of(axes) : Optional.empty();
  }

  private static List<Integer> identity(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  /// `index` with each position replaced by the index expression that `outer` has there.
  private static AffineIndex substitute(AffineIndex index, List<AffineIndex> outer) {
    SortedMap<Integer, Long> coefficients = new TreeMap<>();
    Dim constant = index.constant();
    for (AffineIndex.Term term : index.terms()) {
      AffineIndex inner = outer.get(term.position());
      constant = constant.plus(inner.constant().times(Dim.of(term.coefficient())));
      for (AffineIndex.Term t : inner.terms()) {
        long product = Math.multiplyExact(term.coefficient(), t.coefficient());
        coefficients.merge(t.position(), product, Math::addExact);
      }
    }
    List<AffineIndex.Term> terms =
        coefficients.entrySet().stream()
            .map(e -> new AffineIndex.Term(e.getKey(), e.getValue()))
            .toList();
    return new AffineIndex(terms, constant);
  }
}
